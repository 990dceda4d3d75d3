import { useEffect, useState } from "preact/hooks";
import { Spinner } from "../../ui/Spinner";

/** A picture for the camera of a phone, drawn here: the secret in it goes nowhere. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [path, setPath] = useState<{ size: number; data: string } | null>(null);
  useEffect(() => {
    void import("uqr").then(({ encode }) => {
      const { size, data } = encode(text, { ecc: "M", border: 0 });
      setPath({ size, data: data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("") });
    });
  }, [text]);
  if (!path) return <Spinner label={label} />;
  // The quiet zone around the code is four modules wide (ISO/IEC 18004).
  const quiet = 4;
  const side = path.size + 2 * quiet;
  return (
    <svg class="qr" viewBox={`${-quiet} ${-quiet} ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect x={-quiet} y={-quiet} width={side} height={side} fill="#fff" />
      <path d={path.data} fill="#000" />
    </svg>
  );
}
