import type { Ref } from "preact";

/** Line drawings of the composer, on the grid of the page's icons. */
const drawings = {
  alignCenter: "M4 6h16M7 10h10M4 14h16M7 18h10",
  alignEnd: "M4 6h16M10 10h10M4 14h16M10 18h10",
  alignStart: "M4 6h16M4 10h10M4 14h16M4 18h10",
  bold: "M7 4.500h6a3.600 3.600 0 0 1 0 7.300H7zm0 7.300h7a3.800 3.800 0 0 1 0 7.700H7z",
  bullets: "M9 6h11M9 12h11M9 18h11M4.500 6v.01M4.500 12v.01M4.500 18v.01",
  clear: "M6 5h12M12 5l-2.500 14M15 15l5 5m0-5-5 5",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2",
  color: "M7 15 12 3l5 12M8.700 11h6.600M5 20h14",
  expand: "M13.500 5H19v5.500M19 5l-6 6M10.500 19H5v-5.500M5 19l6-6",
  font: "M4 18 9 6l5 12M5.700 14h6.600M16 18v-5.500a2.500 2.500 0 0 1 4 0V18m0-3h-4",
  italic: "M10 5h7M7 19h7M13.500 5l-3 14",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1",
  ltr: "M10 5h8M12 5v10M16 5v10M10 5a3 3 0 0 0 0 6h2M5 19h13m-2.500-2.500L18 19l-2.500 2.500",
  minimise: "M6 18h12",
  numbers: "M10 6h10M10 12h10M10 18h10M4 4.500 5.500 4v4.500M4 11.500c0-1.500 2.500-1.500 2.500 0 0 1-2.500 2.500-2.500 2.500h2.500M4 16.500h2.500L5 18c2 0 2 2.500-.5 2.500",
  quote: "M5 17h4l1.500-4V7H4.500v6H8zM14.500 17h4l1.500-4V7h-6v6h3.500z",
  rtl: "M10 5h8M12 5v10M16 5v10M10 5a3 3 0 0 0 0 6h2M18 19H5m2.500-2.500L5 19l2.500 2.500",
  shrink: "M19 10.500h-5.500V5M13.500 10.500l6-6M5 13.500h5.500V19M10.500 13.500l-6 6",
  strike: "M4 12h16M16.500 8A4 4 0 0 0 12 5c-2.500 0-4.500 1.300-4.500 3.500 0 1 .5 2 1.500 2.500M7 16c.5 2 2.500 3 5 3 3 0 5-1.300 5-3.500 0-.5 0-1-.3-1.500",
  underline: "M7 4v7a5 5 0 0 0 10 0V4M6 20h12",
} as const;

export type Drawing = keyof typeof drawings;

export function Draw({ name, mirrored }: { name: Drawing; mirrored?: boolean }) {
  return (
    <svg class={mirrored ? "icon icon-mirrored" : "icon"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  );
}

interface ToolButtonProps {
  drawing: Drawing;
  label: string;
  keys?: string;
  onClick: (event: MouseEvent) => void;
  pressed?: boolean;
  expanded?: boolean;
  mirrored?: boolean;
  disabled?: boolean;
  tabIndex?: 0 | -1;
  class?: string;
  /** Leaves the caret in the text while the button is pressed. */
  keepsFocus?: boolean;
  buttonRef?: Ref<HTMLButtonElement>;
}

/** A control of the composer that shows only a picture. */
export function ToolButton({ drawing, label, keys, pressed, expanded, mirrored, keepsFocus, class: more = "", buttonRef, ...rest }: ToolButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${more}`}
      aria-label={label}
      title={keys ? `${label} (${keys})` : label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      ref={buttonRef}
      onMouseDown={(event) => keepsFocus && event.preventDefault()}
      {...rest}
    >
      <Draw name={drawing} mirrored={mirrored} />
    </button>
  );
}
