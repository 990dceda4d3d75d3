import DOMPurify, { type Config } from "dompurify";
import { safeStyle, setStylesAside } from "./styles";

/** Where an image of the message itself, named by its Content-ID, is shown from; null: it is not there. */
export type ImageSource = (cid: string) => string | null;

const bookmark = /^squire-selection-(?:start|end)$/;
/** Classes that mean something to the editor. All others go: they could be those of the page, and look like parts of it. */
const ownClasses = /^(?:signature|color|size|font|highlight|align-(?:left|right|center|justify))$/;

const config: Config & { RETURN_DOM_FRAGMENT: true } = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    ...["style", "form", "button", "select", "textarea", "option", "label", "fieldset", "dialog", "details", "summary", "nav", "menu", "marquee"],
    ...["audio", "video", "source", "track", "picture", "map", "area", "template", "slot", "tt"],
  ],
  ADD_ATTR: ["data-style", "data-cid", "data-src"],
  FORBID_ATTR: ["style", "name", "srcset", "background", "usemap", "tabindex", "contenteditable", "popover", "popovertarget", "role", "accesskey", "autofocus", "hidden"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ADD_URI_SAFE_ATTR: ["data-style", "data-cid", "data-src"],
  // Of all attributes: no scheme but these; what has none is no address, or one that is dropped below.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid|data|blob):|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/i,
  RETURN_DOM_FRAGMENT: true,
};

/**
 * Makes HTML harmless, whoever wrote it: what may go into the editor, and what is sent on. All HTML of the writing half of the page comes in through here, where
 * DOMPurify parses it under its own Trusted Types policy. The nodes are of a document that is never shown, so that nothing of them is fetched; links lead only to
 * the web, mail and telephones, and images from elsewhere are named (`data-src`), not shown.
 */
export function sanitize(html: string, images: ImageSource): DocumentFragment {
  const fragment = DOMPurify.sanitize(setStylesAside(html), config);
  for (const element of fragment.querySelectorAll<HTMLElement>("*")) restrict(element);
  for (const input of fragment.querySelectorAll("input")) if (input.type !== "hidden" || !bookmark.test(input.id)) input.remove();
  for (const link of fragment.querySelectorAll("a")) if (!/^(?:https?|mailto|tel):/i.test(link.getAttribute("href") ?? "")) link.removeAttribute("href");
  for (const image of fragment.querySelectorAll("img")) showImage(image, images);
  return fragment;
}

/** Sanitised HTML as text, with styles and images under their own names again. */
export function sanitizeToHtml(html: string): string {
  return toWire(sanitize(html, () => null));
}

/** Puts sanitised nodes into the page's document and gives them their styles. */
export function adopt(fragment: DocumentFragment): DocumentFragment {
  const adopted = document.importNode(fragment, true);
  restyle(adopted);
  return adopted;
}

/** What is in sanitised nodes, or in the editor, as it is sent: each image of the message by its Content-ID, each of elsewhere by its own address. */
export function toWire(nodes: Node & ParentNode): string {
  // The copies are of a document that is never shown: nothing is fetched under the names that images get.
  const inert = document.implementation.createHTMLDocument();
  const holder = inert.createElement("div");
  for (const each of nodes.childNodes) holder.append(inert.importNode(each, true));
  restyle(holder);
  for (const image of holder.querySelectorAll("img")) {
    const { cid, src } = image.dataset;
    if (cid !== undefined || src !== undefined) image.setAttribute("src", cid !== undefined ? `cid:${cid}` : src!);
    delete image.dataset.cid;
    delete image.dataset.src;
  }
  // Squire holds places open for the caret with this.
  return holder.innerHTML.replaceAll("\u200b", "");
}

/** Styles under their own name again: the page's policy lets scripts set them. */
function restyle(nodes: ParentNode): void {
  for (const element of nodes.querySelectorAll<HTMLElement>("[data-style]")) {
    element.style.cssText = element.dataset.style ?? "";
    delete element.dataset.style;
  }
}

function restrict(element: HTMLElement): void {
  const classes = [...element.classList].filter((each) => ownClasses.test(each));
  if (classes.length > 0) element.className = classes.join(" ");
  else element.removeAttribute("class");
  if (!bookmark.test(element.id)) element.removeAttribute("id");
  const style = safeStyle(element.dataset.style ?? "");
  // What these mean is in their names; the editor renames them and would take their styles along in a way the page's policy forbids.
  if (style && !/^(?:STRONG|EM|INS|STRIKE)$/.test(element.tagName)) element.dataset.style = style;
  else element.removeAttribute("data-style");
  if (element.tagName === "IMG") return;
  delete element.dataset.cid;
  delete element.dataset.src;
}

function showImage(image: HTMLImageElement, images: ImageSource): void {
  const source = image.getAttribute("src") ?? "";
  const cid = image.dataset.cid ?? /^cid:(.*)$/i.exec(source)?.[1];
  if (cid !== undefined) {
    const shown = images(decode(cid));
    image.dataset.cid = decode(cid);
    delete image.dataset.src;
    if (shown) image.setAttribute("src", shown);
    else image.removeAttribute("src");
  } else if (/^data:image\/(?:png|jpeg|gif|webp);base64,/i.test(source)) {
    delete image.dataset.src;
  } else {
    const remote = image.dataset.src ?? source;
    image.removeAttribute("src");
    if (/^https?:/i.test(remote)) image.dataset.src = remote;
    else image.remove();
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
