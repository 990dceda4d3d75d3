import { computed, signal } from "@preact/signals";

const root = "/webmail/";

/** What the address says is to be shown. Without conversations, one message of a thread is. */
export type Route =
  | { name: "mailbox"; mailboxId: string | null; threadId: string | null; messageId: string | null }
  | { name: "search"; query: string; threadId: string | null; messageId: string | null }
  | { name: "contacts"; rest: string[] }
  | { name: "settings"; section: string | null }
  | { name: "login" }
  | { name: "unknown" };

/** Reads an address below `/webmail/`. The inbox has no id there: it is the mailbox whose id is null. */
export function parse(path: string, search = ""): Route {
  const [first, ...rest] = (path.startsWith(root) ? path.slice(root.length) : "").split("/").filter(Boolean).map(decodeURIComponent);
  const parameters = new URLSearchParams(search);
  const messageId = parameters.get("message");
  switch (first) {
    case undefined:
      return { name: "mailbox", mailboxId: null, threadId: null, messageId };
    case "mail":
      return { name: "mailbox", mailboxId: rest[0] ?? null, threadId: rest[1] ?? null, messageId };
    case "search":
      return { name: "search", query: parameters.get("q") ?? "", threadId: rest[0] ?? null, messageId };
    case "contacts":
      return { name: "contacts", rest };
    case "settings":
      return { name: "settings", section: rest[0] ?? null };
    case "login":
      return { name: "login" };
    default:
      return { name: "unknown" };
  }
}

/** The addresses of the screens. */
export const paths = {
  inbox: root,
  mailbox: (id: string, threadId?: string | null, messageId?: string | null) =>
    `${root}mail/${encodeURIComponent(id)}${below(threadId)}${messageId ? `?message=${encodeURIComponent(messageId)}` : ""}`,
  search: (query: string, threadId?: string | null, messageId?: string | null) =>
    `${root}search${below(threadId)}?q=${encodeURIComponent(query)}${messageId ? `&message=${encodeURIComponent(messageId)}` : ""}`,
  contacts: `${root}contacts`,
  settings: (section?: string) => `${root}settings${section ? `/${section}` : ""}`,
  login: `${root}login`,
};

function below(level?: string | null): string {
  return level ? `/${encodeURIComponent(level)}` : "";
}

const address = signal("");
const read = (): string => (typeof location === "undefined" ? root : location.pathname + location.search);
address.value = read();

/** What is shown now. */
export const route = computed(() => {
  const at = address.value.indexOf("?");
  return at < 0 ? parse(address.value) : parse(address.value.slice(0, at), address.value.slice(at));
});

/** Goes to another address of the page. */
export function navigate(path: string, { replace = false } = {}): void {
  if (path === read()) return;
  if (replace) history.replaceState(history.state, "", path);
  else history.pushState({ inner: true }, "", path);
  address.value = read();
}

/** Goes back where the page came from, or to `otherwise` if it was opened at this address. */
export function goBack(otherwise: string): void {
  if ((history.state as { inner?: boolean } | null)?.inner) history.back();
  else navigate(otherwise, { replace: true });
}

/** Lets links within the page change what it shows, without loading it anew. */
export function followLinks(): void {
  addEventListener("popstate", () => (address.value = read()));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (!link.pathname.startsWith(root) || parse(link.pathname, link.search).name === "unknown") return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}
