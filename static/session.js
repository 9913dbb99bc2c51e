/* When a request of the page's script (an automatic save, a preview) is refused, the text stays, the page says why, and
   the request is sent again: after a log-in in another tab, or once the portal answers.

   A file of its own, because only those pages of the panel load it that send requests with htmx. */

const INTERVAL = 5000; // milliseconds between two attempts
const notice = document.getElementById("session-notice");
const refusedRequests = new Map(); // element -> the request that it sends again
let reasonShown = "";
let timer = null;
let lastCheck = 0;
let hasEnded = false;

function show(reason) {
  if (reason === reasonShown) return; // a screen reader announces each reason once
  reasonShown = reason;
  notice.hidden = !reason;
  for (const paragraph of notice.querySelectorAll("p")) paragraph.remove();
  const template = notice.querySelector(`template[data-when="${reason}"]`);
  if (template) notice.append(template.content.cloneNode(true));
}

function sendAgain() {
  const requests = Array.from(refusedRequests);
  refusedRequests.clear();
  for (const [element, request] of requests) {
    if (element.isConnected) window.htmx.ajax(request.verb.toUpperCase(), request.path, { source: element });
  }
}

// Return {status, session}; null while the portal does not answer.
async function fetchSession() {
  try {
    const response = await fetch(notice.dataset.address, { headers: { "HX-Request": "true" }, cache: "no-store" });
    const body = await response.text();
    return { status: response.status, session: response.ok ? JSON.parse(body) : null };
  } catch {
    return null;
  }
}

async function checkSession() {
  if (!refusedRequests.size) return;
  lastCheck = Date.now();
  const answer = await fetchSession();
  if (answer?.status === 401) {
    hasEnded = true;
    show("ended");
  } else if (!answer?.session) {
    show("trouble");
  } else if (String(answer.session.person) !== notice.dataset.person) {
    show("other");
  } else {
    // A log-in changes the token against forgery: the forms of this page get the new one.
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = answer.session.token;
    sendAgain();
  }
}

function retryLater(event) {
  const request = event.detail.requestConfig;
  const status = event.detail.xhr?.status ?? 0;
  if (status >= 400 && status < 500 && status !== 401) {
    show("refused");
    return;
  }
  refusedRequests.set(request.elt, request);
  if (status !== 401) show("trouble");
  timer ??= setInterval(checkSession, INTERVAL);
  if (status === 401 && Date.now() - lastCheck > INTERVAL) checkSession();
}

function stopRetrying(event) {
  if (!event.detail.successful || refusedRequests.size) return;
  clearInterval(timer);
  timer = null;
  if (hasEnded) {
    show("resumed");
    setTimeout(() => reasonShown === "resumed" && show(""), 2 * INTERVAL);
  } else if (reasonShown !== "resumed") {
    show("");
  }
  hasEnded = false;
}

if (notice) {
  document.addEventListener("htmx:responseError", retryLater);
  document.addEventListener("htmx:sendError", retryLater);
  document.addEventListener("htmx:afterRequest", stopRetrying);
  document.addEventListener("visibilitychange", () => document.hidden || checkSession());
  window.addEventListener("focus", checkSession);
}
