import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface VirtualListProps {
  count: number;
  /** In pixels; all rows have the same. */
  rowHeight: number;
  /** What tells one list from another: each keeps its place. */
  listKey: string;
  /** Becomes another when rows have. */
  version: number;
  /** What a row is of; undefined while that is unknown. */
  keyAt: (index: number) => string | undefined;
  /** Where what stood at an index stands now; null if that is not known. */
  find: (key: string, near: number) => number | null;
  render: (index: number) => ComponentChildren;
  /** Rows from `first` to before `last` are looked at. */
  onRange: (first: number, last: number) => void;
  /** A row that is to come into sight; another object asks anew. */
  reveal: { index: number } | null;
  children?: ComponentChildren;
  label: string;
  multiple?: boolean;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** Rows that are drawn above and below what is in sight. */
const spare = 6;

/** Where each list was left. */
const places = new Map<string, number>();

/**
 * A grid of any length that draws the rows that are in sight. What one looks at stays where it is when rows come or go above it; at the top, new rows show.
 */
export function VirtualList(props: VirtualListProps) {
  const { count, rowHeight, listKey, version, keyAt, find, render, onRange, reveal, children, label, multiple, onKeyDown } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const top = useRef<{ index: number; key: string | undefined }>({ index: 0, key: undefined });
  const [offset, setOffset] = useState(places.get(listKey) ?? 0);
  const [height, setHeight] = useState(800);

  const first = Math.max(0, Math.floor(offset / rowHeight) - spare);
  const last = Math.min(count, Math.ceil((offset + height) / rowHeight) + spare);

  useLayoutEffect(() => {
    const element = scroller.current!;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    setHeight(element.clientHeight);
    return () => observer.disconnect();
  }, []);

  // Another list: back to where it was left.
  useLayoutEffect(() => {
    const place = places.get(listKey) ?? 0;
    scroller.current!.scrollTop = place;
    setOffset(place);
    top.current = { index: Math.floor(place / rowHeight), key: keyAt(Math.floor(place / rowHeight)) };
  }, [listKey, rowHeight]);

  // Rows have come or gone above: what one looks at stays.
  useLayoutEffect(() => {
    const { index, key } = top.current;
    const element = scroller.current!;
    if (key !== undefined && element.scrollTop > rowHeight && keyAt(index) !== key) {
      const now = find(key, index);
      if (now !== null) element.scrollTop += (now - index) * rowHeight;
    }
    remember(element);
  });

  useEffect(() => onRange(first, last), [listKey, first, last, count, version]);

  const shown = useRef(reveal);
  useLayoutEffect(() => {
    const element = scroller.current!;
    // A list that comes back is where it was left, whatever was asked of it before.
    if (reveal === null || reveal === shown.current) return;
    shown.current = reveal;
    const [start, end] = [reveal.index * rowHeight, (reveal.index + 1) * rowHeight];
    if (start < element.scrollTop) element.scrollTop = start;
    else if (end > element.scrollTop + element.clientHeight) element.scrollTop = end - element.clientHeight;
  }, [reveal]);

  const remember = (element: HTMLElement): void => {
    places.set(listKey, element.scrollTop);
    const index = Math.floor(element.scrollTop / rowHeight);
    top.current = { index, key: keyAt(index) };
  };

  return (
    <div
      ref={scroller}
      class="virtual-list"
      onScroll={(event) => {
        remember(event.currentTarget);
        setOffset(event.currentTarget.scrollTop);
      }}
    >
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={count}
        aria-multiselectable={multiple}
        class="virtual-rows"
        style={{ blockSize: `${count * rowHeight}px` }}
        onKeyDown={onKeyDown}
      >
        {Array.from({ length: Math.max(0, last - first) }, (_, step) => (
          <div
            role="presentation"
            class="virtual-row"
            key={keyAt(first + step) ?? `row-${first + step}`}
            style={{ transform: `translateY(${(first + step) * rowHeight}px)`, blockSize: `${rowHeight}px` }}
          >
            {render(first + step)}
          </div>
        ))}
      </div>
      {children}
    </div>
  );
}
