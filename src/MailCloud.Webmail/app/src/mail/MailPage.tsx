/** Folders, the list of messages and the conversation. */
export default function MailPage() {
  return <h1>Mail</h1>;
}
