/* Numbers as the server reads and writes them (cooperation/text.py). The parts of this directory are joined in the order
   of their names into one module. Every page works without it; nothing here changes what is sent. */

// An optional minus, digits bare or in groups of three with one kind of space, an optional comma with 1-6 digits, at most
// 15 digits. Anything else is left for the server to explain.
const SPACES = "[ \\u00a0\\u202f\\u2009]";
const NUMBER = new RegExp(`^[-\\u2212]?(?:\\d+|\\d{1,3}(?:(${SPACES})\\d{3}(?:\\1\\d{3})*))(?:,(\\d{1,6}))?%?$`);
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202d\u2060-\u206f\ufeff]/g;
const isEnglish = document.documentElement.lang === "en";

// Return {units, scale}: whole units of 10^-scale, so that 0,1 + 0,2 is 0,3; null when the text is no number.
function parseNumber(text) {
  const trimmed = text.replace(INVISIBLE, "").trim();
  if (trimmed === "") return { units: 0n, scale: 0, isBlank: true };
  if (isEnglish && /^[-\u2212]?[1-9]\d{0,2},\d{3}$/.test(trimmed)) return null; // the server asks what 1,500 means
  const match = NUMBER.exec(trimmed);
  const digits = trimmed.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  if (!match || digits.length > 15) return null;
  const sign = /^[-\u2212]/.test(trimmed) ? "-" : "";
  return { units: BigInt(sign + digits), scale: match[2] ? match[2].length : 0, isBlank: false };
}

// Return the number as forms read it, in both languages: 1 234,5.
function formatNumber({ units, scale }) {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  return (units < 0n ? "\u2212" : "") + whole + (scale ? `,${digits.slice(-scale)}` : "");
}

function addNumbers(numbers) {
  const scale = Math.max(...numbers.map((number) => number.scale));
  const units = numbers.reduce((sum, number) => sum + number.units * 10n ** BigInt(scale - number.scale), 0n);
  return { units, scale };
}
