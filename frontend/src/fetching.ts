/** Asking this portal for finished, escaped fragments and for points. */

import { queryText } from "./address";
import { isPrivate } from "./wishes";

/** Ask for what a query wants: by GET, or by POST if it holds what may stand in no address. Throws unless all is well. */
export async function ask(url: string, query: URLSearchParams, signal?: AbortSignal): Promise<Response> {
  const response = isPrivate(query)
    ? await fetch(url, { method: "POST", body: query, signal })
    : await fetch(query.size ? `${url}?${queryText(query)}` : url, { signal, cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response;
}

/** Fetch a fragment of this portal's own and return its nodes. Throws if the server does not answer with 200. */
export async function fetchNodes(url: string, query = new URLSearchParams(), signal?: AbortSignal): Promise<Node[]> {
  const response = await ask(url, query, signal);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...page.body.childNodes].map((node) => document.adoptNode(node));
}
