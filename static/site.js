/* Small comforts for forms. Every page works without this file; nothing here changes what is sent. */
(function () {
  "use strict";

  // The number rules of the server (cooperation/text.py): an optional minus, digits bare or in threes by one kind of space,
  // an optional comma with 1-6 digits, at most 15 digits. Anything else is left for the server to explain.
  var SPACES = "[ \\u00a0\\u202f\\u2009]";
  var NUMBER = new RegExp("^[-\\u2212]?(?:\\d+|\\d{1,3}(?:(" + SPACES + ")\\d{3}(?:\\1\\d{3})*))(?:,(\\d{1,6}))?%?$");

  var INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202d\u2060-\u206f\ufeff]/g;
  var english = document.documentElement.lang === "en";

  // A typed number as {units, scale}: whole units of 10^-scale, so that 0,1 + 0,2 is 0,3. Nothing when it is no number.
  function parse(text) {
    var trimmed = text.replace(INVISIBLE, "").trim();
    if (trimmed === "") return { units: 0n, scale: 0, blank: true };
    if (english && /^[-\u2212]?[1-9]\d{0,2},\d{3}$/.test(trimmed)) return null;  // the server asks what 1,500 means
    var match = NUMBER.exec(trimmed);
    var digits = trimmed.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
    if (!match || digits.length > 15) return null;
    var negative = trimmed[0] === "-" || trimmed[0] === "\u2212";
    return { units: BigInt((negative ? "-" : "") + digits), scale: match[2] ? match[2].length : 0, blank: false };
  }

  // The sum as forms read numbers, in both languages: 1 234,5.
  function show(units, scale) {
    var digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
    var whole = digits.slice(0, digits.length - scale).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    return (units < 0n ? "\u2212" : "") + whole + (scale ? "," + digits.slice(-scale) : "");
  }

  function total(box) {
    var output = box.querySelector("output");
    var parts = Array.prototype.map.call(box.querySelectorAll("input"), function (input) { return parse(input.value); });
    if (!output) return;
    if (parts.indexOf(null) !== -1 || parts.every(function (part) { return part.blank; })) {
      output.textContent = "";  // a sum that may be wrong is worse than none
      return;
    }
    var scale = Math.max.apply(null, parts.map(function (part) { return part.scale; }));
    var units = parts.reduce(function (sum, part) { return sum + part.units * 10n ** BigInt(scale - part.scale); }, 0n);
    output.textContent = show(units, scale);
  }

  document.querySelectorAll("[data-sum]").forEach(function (box) {
    box.addEventListener("input", function () { total(box); });
    total(box);  // a browser that restores typed values after "back" has not told us
  });

  // The grid: parts add up into their value while it is empty or holds the last sum; Enter goes down, not away.
  document.querySelectorAll("[data-parts-of]").forEach(function (box) {
    var value = document.getElementById(box.dataset.partsOf), inputs = box.querySelectorAll("input");
    function sum() {
      var parts = Array.prototype.map.call(inputs, function (input) { return parse(input.value); });
      if (parts.indexOf(null) !== -1 || parts.some(function (part) { return part.blank; })) return null;
      var scale = Math.max.apply(null, parts.map(function (part) { return part.scale; }));
      if (english && scale === 3) return null;  // it would be asked about: the server adds the parts up
      return show(parts.reduce(function (total, part) { return total + part.units * 10n ** BigInt(scale - part.scale); }, 0n), scale);
    }
    var last = sum();
    box.addEventListener("input", function () {
      var now = sum();
      if (now !== null && (value.value.trim() === "" || value.value.replace(/\s/g, " ") === (last || "").replace(/\s/g, " "))) value.value = now;
      if (now !== null) last = now;
    });
  });
  document.querySelectorAll("form[data-grid]").forEach(function (form) {
    form.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.ctrlKey || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      var fields = Array.prototype.filter.call(form.querySelectorAll("input:not([type=hidden])"), function (input) {
        return input.offsetParent !== null;  // what is folded away is passed over
      });
      var next = fields[fields.indexOf(event.target) + 1];
      if (next) { next.focus(); next.select(); } else form.querySelector(".savebar button").focus();
    });
  });

  // The number on a button counts what is ticked.
  document.querySelectorAll("[data-ticked]").forEach(function (place) {
    var form = place.closest("form");
    function count() { place.textContent = String(form.querySelectorAll("input[type=checkbox]:checked").length); }
    form.addEventListener("change", count);
    count();  // a browser that restores ticks after "back" has not told us
  });

  // An error summary is read first, by keyboard and by screen reader.
  var summary = document.querySelector(".errsum");
  if (summary) summary.focus();

  // Leaving with typed, unsaved changes asks once; sending the form never does.
  var unsaved = new Set();
  document.querySelectorAll("form[data-guard]").forEach(function (form) {
    form.addEventListener("input", function () { unsaved.add(form); });
    form.addEventListener("reset", function () { unsaved.delete(form); });
  });
  // Only the form that is sent is safe: logging out with another one half typed still asks.
  document.addEventListener("submit", function (event) { unsaved.delete(event.target); });
  window.addEventListener("beforeunload", function (event) {
    if (unsaved.size) event.preventDefault();
  });
})();
