import Squire from "squire-rte";
import { adopt, type ImageSource, sanitize, toWire } from "./sanitize";

/** What the toolbar shows of where the caret stands. */
export interface Formats {
  bold: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
  bullets: boolean;
  numbers: boolean;
  quote: boolean;
  link: boolean;
}

/**
 * Squire under the page's Content Security Policy: whatever becomes nodes goes through {@link sanitize}, and styles are set by script, as the policy allows no
 * `style` attributes and no plain text as HTML.
 */
export class RichEditor extends Squire {
  private readonly images: ImageSource;

  constructor(root: HTMLElement, images: ImageSource, failed: (error: unknown) => void) {
    super(root, {
      sanitizeToDOMFragment: (html) => adopt(sanitize(html, images)),
      didError: failed,
      tagAttributes: { a: { rel: "noopener noreferrer" } },
      undo: { documentSizeThreshold: 200_000, undoLimit: 20 },
    });
    this.images = images;
    // Its handles need style attributes.
    this._imageResizer.destroy();
  }

  /** What is written, as it is sent. */
  get content(): string {
    return toWire(this._root);
  }

  /** Undo and redo set the whole text; Squire would take it as HTML, which Trusted Types forbid. */
  override _setRawHTML(html: string): this {
    this._root.replaceChildren(adopt(sanitize(html, this.images)));
    if (!this._root.firstChild) this._root.append(this.createDefaultBlock());
    this._ignoreChange = true;
    return this;
  }

  override setTextColor(color: string | null): this {
    return this.restyle("color", color, (span) => (span.style.color = color!));
  }

  override setFontSize(size: string | null): this {
    return this.restyle("size", size, (span) => (span.style.fontSize = size!));
  }

  override setHighlightColor(color: string | null): this {
    return this.restyle("highlight", color, (span) => (span.style.backgroundColor = color!));
  }

  get formats(): Formats {
    return {
      bold: this.hasFormat("B"),
      italic: this.hasFormat("I"),
      underline: this.hasFormat("U"),
      strike: this.hasFormat("S"),
      bullets: this.hasFormat("UL"),
      numbers: this.hasFormat("OL"),
      quote: this.hasFormat("BLOCKQUOTE"),
      link: this.hasFormat("A"),
    };
  }

  /** Puts a signature in the place of the one before; an empty one takes it away. */
  resign(html: string): void {
    const old = this._root.querySelector(".signature");
    const fragment = adopt(sanitize(html, this.images));
    this.modifyDocument(() => {
      if (old && html) old.replaceChildren(fragment);
      else if (old) old.remove();
      else if (html) {
        const block = document.createElement("div");
        block.className = "signature";
        block.append(fragment);
        this._root.append(this.createDefaultBlock(), block);
      }
      if (!this._root.firstChild) this._root.append(this.createDefaultBlock());
    });
    this.fireEvent("input");
  }

  /** Adds HTML behind everything, and leaves the caret where it was. */
  append(html: string): void {
    const fragment = adopt(sanitize(html, this.images));
    this.modifyDocument(() => this._root.append(this.createDefaultBlock(), fragment));
    this.fireEvent("input");
  }

  private restyle(name: string, value: string | null, style: (span: HTMLElement) => void): this {
    const mark = "data-restyled";
    this.changeFormat(value === null ? null : { tag: "SPAN", attributes: { class: name, [mark]: "" } }, { tag: "SPAN", attributes: { class: name } });
    for (const span of this._root.querySelectorAll<HTMLElement>(`[${mark}]`)) {
      span.removeAttribute(mark);
      style(span);
    }
    return this;
  }
}
