/**
 * What the form asks for. Topics, filters and extent may stand in an address; a search word, a position and what goes
 * with it travel by POST, in the body of a request and in the history's own state, never in an address.
 */

const PRIVATE = new Set(["q", "near", "radius", "address"]);
/** Parameters with one value. They have two fields: „jetzt“ or another moment; what holds, and a list to change it. */
const SINGLE = new Set(["open_at", "radius", "sort", "minutes", "by"]);

/**
 * Return what a form asks for, one parameter a name with its values joined by commas, blanks left out. A form without a
 * chosen topic says `layers=`, because no parameter at all means the topics of the start page.
 */
export function formQuery(form: HTMLFormElement): URLSearchParams {
  const values = new Map<string, string[]>();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string") continue;
    const found = values.get(name) ?? [];
    if (SINGLE.has(name)) values.set(name, value ? [value] : found);
    else values.set(name, value ? [...found, value] : found);
  }
  const query = new URLSearchParams();
  for (const [name, found] of values) {
    if (found.length || name === "layers") query.set(name, found.join(","));
  }
  if (!query.get("minutes")) query.delete("by");
  if (!query.get("near")) for (const name of ["radius", "sort"]) query.delete(name);
  return query;
}

/** Bring the form into agreement with a query, such as that of an earlier page. */
export function fillForm(form: HTMLFormElement, query: URLSearchParams): void {
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement && element.type === "checkbox") {
      element.checked = (query.get(element.name) ?? "").split(",").includes(element.value);
    } else if (element instanceof HTMLSelectElement || (element instanceof HTMLInputElement && element.name !== "layers")) {
      const value = query.get(element.name) ?? "";
      element.value = element.type === "datetime-local" && value === "now" ? "" : value;
    }
  }
}

/** Return the part of a query that may stand in an address. */
export function publicPart(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].filter(([name]) => !PRIVATE.has(name)));
}

/** Return the part that may not, empty if there is nothing that says who asks or what for. */
export function privatePart(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].filter(([name, value]) => PRIVATE.has(name) && value));
}

/** Say whether a query must travel by POST. */
export function isPrivate(query: URLSearchParams): boolean {
  return privatePart(query).size > 0;
}

/** Take one wish back: `name:value`, all values of `name`, or `all`, which leaves only topics and order. */
export function takeBack(form: HTMLFormElement, wish: string): void {
  const query = formQuery(form);
  const [name = "", value] = wish.split(/:(.*)/s);
  if (wish === "all") {
    for (const each of [...query.keys()]) if (each !== "layers") query.delete(each);
  } else if (value) {
    const kept = (query.get(name) ?? "").split(",").filter((each) => each !== value);
    if (kept.length) query.set(name, kept.join(","));
    else query.delete(name);
  } else {
    query.delete(name);
  }
  fillForm(form, query);
}
