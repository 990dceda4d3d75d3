/** Says that something is on its way; it shows only after a moment, so that what is quick does not flicker. */
export function Spinner({ label }: { label: string }) {
  return (
    <div class="spinner" role="status">
      <span class="spinner-ring" aria-hidden="true" />
      <span class="visually-hidden">{label}</span>
    </div>
  );
}
