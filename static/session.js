/* A request of the page's script (an automatic save, a preview) that is refused is never lost in silence: the text stays,
   the page says why, and the request is sent again, after a log-in in another tab or once the portal answers. */
(function () {
  "use strict";

  const EVERY = 5000;  // milliseconds between two attempts
  const notice = document.getElementById("session-notice");
  if (!notice) return;
  const waiting = new Map();  // element -> the request that it sends again
  let shown = "", timer = null, lastCheck = 0, wasEnded = false;

  function show(reason) {
    if (reason === shown) return;  // said once
    shown = reason;
    notice.hidden = !reason;
    notice.querySelectorAll("p").forEach(function (text) { text.remove(); });
    const words = notice.querySelector('template[data-when="' + reason + '"]');
    if (words) notice.append(words.content.cloneNode(true));
  }

  function sendAgain() {
    const requests = Array.from(waiting);
    waiting.clear();
    requests.forEach(function ([element, request]) {
      if (element.isConnected) htmx.ajax(request.verb.toUpperCase(), request.path, { source: element });
    });
  }

  async function check() {
    if (!waiting.size) return;
    lastCheck = Date.now();
    let answer, session;
    try {
      answer = await fetch(notice.dataset.address, { headers: { "HX-Request": "true" }, cache: "no-store" });
      const body = await answer.text();
      if (answer.ok) session = JSON.parse(body);
    } catch (error) {
      show("trouble");
      return;
    }
    if (answer.status === 401) {
      wasEnded = true;
      show("ended");
    } else if (!answer.ok) {
      show("trouble");
    } else if (String(session.person) !== notice.dataset.person) {
      show("other");
    } else {
      // A log-in changes the token against forgery: the forms of this page get the new one.
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (input) { input.value = session.token; });
      sendAgain();
    }
  }

  function keepAndRetry(event) {
    const request = event.detail.requestConfig, status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (status >= 400 && status < 500 && status !== 401) {
      show("refused");
      return;
    }
    waiting.set(request.elt, request);
    if (status !== 401) show("trouble");
    if (!timer) timer = setInterval(check, EVERY);
    if (status === 401 && Date.now() - lastCheck > EVERY) check();
  }

  document.addEventListener("htmx:responseError", keepAndRetry);
  document.addEventListener("htmx:sendError", keepAndRetry);
  document.addEventListener("htmx:afterRequest", function (event) {
    if (!event.detail.successful || waiting.size) return;
    clearInterval(timer);
    timer = null;
    if (wasEnded) {
      show("resumed");
      setTimeout(function () { if (shown === "resumed") show(""); }, 2 * EVERY);
    } else if (shown !== "resumed") {
      show("");
    }
    wasEnded = false;
  });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) check(); });
  window.addEventListener("focus", check);
})();
