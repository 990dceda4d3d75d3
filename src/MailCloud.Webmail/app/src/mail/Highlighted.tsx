import { parseSnippet } from "../search/snippet";

/** A search snippet with the words that were looked for marked. */
export function Highlighted({ snippet }: { snippet: string }) {
  return (
    <>
      {parseSnippet(snippet).map(({ text, marked }, index) => (marked ? <mark key={index}>{text}</mark> : text))}
    </>
  );
}
