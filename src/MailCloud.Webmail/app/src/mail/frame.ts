import { openMailto } from "../compose/open";
import { pressed } from "./shortcuts";

/** Pixels; a message whose own layout grows with its frame would grow without end. */
const tallest = 60_000;

/**
 * Makes a frame as high as what is in it, now and when images come; keys that are pressed in it do what they do elsewhere, and links that write a message open a
 * composer. Gives what ends all that.
 */
export function wireFrame(frame: HTMLIFrameElement, inner: Document): () => void {
  const { body } = inner;
  // The frame lies on the page's own paper.
  if (body) body.style.backgroundColor = "transparent";
  const fit = (): void => {
    const height = Math.min(tallest, Math.ceil(Math.max(body?.scrollHeight ?? 0, body?.getBoundingClientRect().height ?? 0)));
    if (Math.abs(frame.clientHeight - height) > 1) frame.style.blockSize = `${height}px`;
  };
  frame.style.blockSize = "0";
  fit();
  const observer = new ResizeObserver(fit);
  if (body) observer.observe(body);
  inner.addEventListener("load", fit, true);
  inner.addEventListener("keydown", pressed);
  inner.addEventListener("click", followMailto);
  return () => {
    observer.disconnect();
    inner.removeEventListener("load", fit, true);
    inner.removeEventListener("keydown", pressed);
    inner.removeEventListener("click", followMailto);
  };
}

function followMailto(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest?.("a[href^='mailto:']");
  if (!link) return;
  event.preventDefault();
  openMailto(link.getAttribute("href")!);
}

/**
 * Hides the last quote of a message, or shows it; false if there is none, or nothing else. A quote that is answered between its lines is no last one.
 */
export function foldQuotes(inner: Document, folded: boolean): boolean {
  const quote = lastQuote(inner);
  if (!quote) return false;
  quote.hidden = folded;
  return true;
}

function lastQuote(inner: Document): HTMLElement | null {
  // Plain text comes with its quotes folded already.
  const quotes = [...inner.querySelectorAll<HTMLElement>("blockquote")].filter((each) => !each.parentElement?.closest("blockquote, .mailcloud-text"));
  const last = quotes.at(-1);
  if (!last || quotes.length > 1 || !inner.body) return null;
  const range = inner.createRange();
  range.setStartAfter(last);
  range.setEnd(inner.body, inner.body.childNodes.length);
  const after = range.toString().trim();
  range.setStart(inner.body, 0);
  range.setEndBefore(last);
  const before = range.toString().trim();
  // A short word after the quote is a signature; a longer one is an answer.
  return before.length > 0 && after.length < 200 ? last : null;
}
