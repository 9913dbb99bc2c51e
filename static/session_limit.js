/* Warn two minutes before the session ends by itself, with one button that extends it (WCAG 2.2.1).

   The portal is asked how much time is left, because another tab may have extended the session; asking extends nothing. */

const WARNING = 120; // seconds before the end
const RETRY = 30; // seconds until the next attempt while the portal does not answer
const notice = document.getElementById("session-limit");
let nextCheck = 0; // milliseconds: the moment of the next check
let timer = null;
let reasonShown = "";
let cameFrom = null; // the element that had the focus before the notice

function show(reason, secondsLeft) {
  if (reason === reasonShown) return; // a screen reader announces each reason once
  reasonShown = reason;
  if (!reason && notice.contains(document.activeElement)) cameFrom?.focus({ preventScroll: true });
  notice.hidden = !reason;
  for (const part of notice.querySelectorAll("p, button")) part.remove();
  const template = notice.querySelector(`template[data-when="${reason}"]`);
  if (!template) return;
  notice.append(template.content.cloneNode(true));
  const end = new Date(Date.now() + secondsLeft * 1000);
  const clock = notice.querySelector("time");
  if (clock) clock.textContent = timeOfDay(end);
  notice.querySelector("button")?.addEventListener("click", extend);
}

function timeOfDay(moment) {
  const minutes = String(moment.getMinutes()).padStart(2, "0");
  return `${moment.getHours()}${document.documentElement.lang === "pl" ? "." : ":"}${minutes}`; // as the pages write it
}

function checkAfter(seconds) {
  clearTimeout(timer);
  nextCheck = Date.now() + seconds * 1000;
  timer = setTimeout(check, seconds * 1000);
}

async function request(address, method) {
  const token = notice.querySelector("input[name=csrfmiddlewaretoken]").value;
  const headers = { "HX-Request": "true", "X-CSRFToken": token };
  try {
    return await fetch(address, { method, headers, cache: "no-store" });
  } catch {
    return null; // the portal does not answer
  }
}

async function handle(response) {
  if (response?.status === 401) {
    show("ended");
    clearTimeout(timer);
    return;
  }
  if (!response?.ok) {
    checkAfter(RETRY);
    return;
  }
  const session = await response.json();
  if (String(session.person) !== notice.dataset.person) return; // somebody else has logged in with this browser
  // A log-in in another tab changes the token against forgery: the forms of this page get the new one.
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = session.token;
  if (session.seconds_left > WARNING) {
    show("");
    checkAfter(session.seconds_left - WARNING);
  } else {
    show(session.may_extend ? "ending" : "last", session.seconds_left);
    checkAfter(session.seconds_left + 1);
  }
}

async function check() {
  await handle(await request(notice.dataset.address, "GET"));
}

async function extend() {
  await handle(await request(notice.dataset.extension, "POST"));
}

if (notice) {
  checkAfter(Number(notice.dataset.left) - WARNING);
  notice.addEventListener("focusin", (event) => {
    if (!notice.contains(event.relatedTarget)) cameFrom = event.relatedTarget;
  });
  // Timers stop while a computer sleeps.
  const checkIfDue = () => document.hidden || (reasonShown !== "ended" && Date.now() < nextCheck) || check();
  document.addEventListener("visibilitychange", checkIfDue);
  window.addEventListener("focus", checkIfDue);
}
