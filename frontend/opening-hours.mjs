// Opening hours in the notation of OpenStreetMap as ranges of time. published/evaluator.py starts it with TZ set to the
// region's time zone, so that midnights and clock changes are the region's.
//
// In: a line of JSON with where and when, {state, lon, lat, from, until}: two days, the second one excluded; then each
// text as a line of JSON. Out: a line with the holidays of that time, then for each text a line with its ranges as
// PostgreSQL writes them (open, by_appointment, unknown; every other moment is closed) and a fault, "" if there is none.

import { setPriority } from "node:os";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import OpeningHours from "opening_hours";

const HALF_DAY_MIN = 12 * 60;

// What the remark of a time range says when one has to agree on a time first.
const AGREED =
  "termin|vereinbarung|absprache|verabredung|anmeldung|anfrage|reservier|appointment|arrangement|registration|reservation|booking|on request";
const BY_APPOINTMENT = new RegExp(AGREED, "iu");
const NO_APPOINTMENT = new RegExp(
  `\\b(?:ohne|keine?n?|without|no)\\b[^,;.]{0,30}(?:${AGREED})|(?:${AGREED})\\S*[^,;.]{0,20}\\b(?:nicht|not|unn)`,
  "iu",
);

// The library knows holidays by Land. A day that is one in a single town only is evaluated, with its neighbours, as in
// another Land where these days are the same but for that holiday: the Friedensfest is Augsburg's own, and in August
// both Länder have school holidays.
const OF_ONE_TOWN = { BY: [{ month: 7, day: 8, like: "BW" }] };

const TIMES = /^\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*$/;

let place;

/** Return the text as the library reads it in a Land. Throws a sentence for what it cannot read. */
function read(text, state = place.state) {
  // Numbers would be taken for a missing position, and the sun would rise at six all year.
  const address = { country_code: "de", "ISO3166-2-lvl4": `DE-${state}` };
  const where = { lat: String(place.lat), lon: String(place.lon), address };
  return new OpeningHours(text, where, { tag_key: "opening_hours", locale: "en" });
}

/** Return the start of the day some days later; the clock may change in between. */
function later(day, days) {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}

/** Return {from, until, state} for each stretch of the time, cut where another Land knows the holidays better. */
function stretches(text, from, until) {
  const found = [];
  let start = from;
  for (let year = from.getFullYear(); /\bPH\b/.test(text) && year <= until.getFullYear(); year++) {
    for (const { month, day, like } of OF_ONE_TOWN[place.state] ?? []) {
      const first = new Date(Math.max(new Date(year, month, day - 1), start));
      const end = new Date(Math.min(new Date(year, month, day + 2), until));
      if (first < end) {
        found.push({ from: start, until: first, state: place.state }, { from: first, until: end, state: like });
        start = end;
      }
    }
  }
  found.push({ from: start, until, state: place.state });
  return found.filter((each) => each.from < each.until);
}

/** Return [start, end, is unknown, remark] of all that is not closed. What cannot be told, such as hours that depend on
 * school holidays that are not decided yet, is unknown to the day. */
function intervals(text, from, until, hours = read(text)) {
  return stretches(text, from, until).flatMap((each) => {
    const asRead = each.state === place.state ? hours : read(text, each.state);
    return told(asRead, each.from, each.until);
  });
}

function told(hours, from, until) {
  try {
    return hours.getOpenIntervals(from, until);
  } catch {
    const days = Math.round((until - from) / 86_400_000);
    if (days <= 1) return [[from, until, true, undefined]];
    const middle = later(from, Math.floor(days / 2));
    return [...told(hours, from, middle), ...told(hours, middle, until)];
  }
}

/** Return a text with hours over midnight as two: each day's hours until midnight, and what reaches beyond it, written
 * at noon of the day on which it begins. Null where one text says it all.
 *
 * For the library a rule overrides whatever reaches into its days: with „Fr 18:00-02:00; Sa 18:00-03:00“ it closes at
 * midnight from Friday to Saturday, and with „PH off“ it opens at midnight after a holiday. People mean the evening.
 * It also loses an hour of the night after the clocks went forward. */
function partsOfNights(hours) {
  const [parts, rules] = hours.prettifyValue({ get_internals: true });
  const evenings = [];
  const nights = [];
  let anyNight = false;
  for (const [number, rule] of parts.entries()) {
    const of = (...types) => rule.filter(([[, , type]]) => types.includes(type)).map(([, text]) => text);
    const [times] = of("time");
    const meaning = of("state", "comment");
    const days = rule.filter(([[, , type]]) => !["time", "state", "comment"].includes(type)).map(([, text]) => text);
    if (times && (!TIMES.test(times) || /^(?:off|closed)/.test(meaning[0] ?? ""))) return null;
    const ranges = (times ?? "").split(",").filter(Boolean);
    const over = ranges.map(overMidnight).filter((minutes) => minutes !== null);
    if (over.some((minutes) => minutes > HALF_DAY_MIN)) return null;
    anyNight ||= over.length > 0;
    const [tokens, isFallback] = rules[number];
    const isAdditional = tokens[0][1] === "rule separator";
    const before = number === 0 ? "" : isFallback ? " || " : isAdditional ? ", " : "; ";
    const cut = ranges.map((range) => (overMidnight(range) === null ? range : `${range.slice(0, 5)}-24:00`));
    evenings.push(before + [...days, ...(times ? [cut.join(",")] : []), ...meaning].join(" "));
    if (over.length > 0) {
      const noon = `12:00-${clock(HALF_DAY_MIN + Math.max(...over))}`;
      nights.push((nights.length > 0 ? before : "") + [...days, noon, ...meaning].join(" "));
    } else if (!isAdditional && !isFallback) {
      nights.push((nights.length > 0 ? before : "") + [...days, "off"].join(" "));
    }
  }
  return anyNight ? { evenings: evenings.join(""), nights: nights.join("") } : null;
}

/** Return how many minutes of the next day a range such as 18:00-02:00 or 18:00-26:00 reaches into, null if none. */
function overMidnight(range) {
  const [start, end] = range.split("-").map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  if (end > 24 * 60) return end - 24 * 60;
  return end <= start && end > 0 ? end : null;
}

function clock(minutes) {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Return all intervals of a text. Throws a sentence for what cannot be read. */
function evaluated(text, from, until) {
  const hours = read(text);
  const parts = partsOfNights(hours);
  if (parts === null) return intervals(text, from, until, hours);
  const nights = intervals(parts.nights, later(from, -1), later(until, -1));
  const moved = nights.map(([noon, end, ...rest]) => {
    const minutes = (end - noon) / 60_000;
    const day = later(noon, 1);
    return [day, new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, minutes), ...rest];
  });
  return [...intervals(parts.evenings, from, until), ...moved];
}

/** Return which of the four states an interval has. */
function state([, , isUnknown, remark = ""]) {
  if (NO_APPOINTMENT.test(remark)) return "open";
  if (BY_APPOINTMENT.test(remark)) return "by_appointment";
  return isUnknown ? "unknown" : "open";
}

/** Return what a text says of the time from `from` until `until`. */
function answer(text, from, until) {
  const ranges = { open: [], by_appointment: [], unknown: [] };
  let fault = "";
  try {
    for (const each of evaluated(text, from, until)) ranges[state(each)].push(each);
  } catch (problem) {
    // „Termine nach Absprache“ is no notation of hours, and says what it means nevertheless.
    const saysEnough = BY_APPOINTMENT.test(text) && !NO_APPOINTMENT.test(text) && !/\d/.test(text);
    if (!saysEnough) fault = String(problem).slice(0, 500);
    ranges[saysEnough ? "by_appointment" : "unknown"].push([from, until]);
  }
  const written = Object.entries(ranges).map(([name, of]) => [name, multirange(of)]);
  return { ...Object.fromEntries(written), fault };
}

function multirange(ranges) {
  const kept = ranges.filter(([start, end]) => start < end);
  return `{${kept.map(([start, end]) => `[${start.toISOString()},${end.toISOString()})`).join(",")}}`;
}

/** Return the days of the public and school holidays with their names. */
function holidays(from, until) {
  return ["PH", "SH"].flatMap((kind) =>
    intervals(kind, from, until)
      .filter(([, , isUnknown]) => !isUnknown)
      .flatMap(([start, end, , name = ""]) => {
        const days = Math.round((end - start) / 86_400_000);
        return Array.from({ length: days }, (_, number) => ({ kind, day: isoDay(later(start, number)), name }));
      }),
  );
}

function isoDay(day) {
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}

function localMidnight(text) {
  const [year, month, day] = text.split("-").map(Number);
  return new Date(year, month - 1, day);
}

/** Write an answer, and wait until it is written: what waits in our memory looks like a stall to its reader. */
const say = promisify((said, done) => process.stdout.write(`${JSON.stringify(said)}\n`, done));

setPriority(10); // whoever waits for a page comes first
console.error = () => {}; // the library prints what it throws as well
let from;
let until;
for await (const line of createInterface({ input: process.stdin })) {
  const said = JSON.parse(line);
  if (place === undefined) {
    place = said;
    from = localMidnight(said.from);
    until = localMidnight(said.until);
    await say({ holidays: holidays(from, until) });
  } else {
    await say(answer(said, from, until));
  }
}
