import { Dialog } from "../ui/Dialog";
import { openDraft } from "./open";

/** The window in which a message is written. */
export default function Composer() {
  return (
    <Dialog title="Compose" onClose={() => (openDraft.value = null)}>
      <p>{openDraft.value?.kind}</p>
    </Dialog>
  );
}
