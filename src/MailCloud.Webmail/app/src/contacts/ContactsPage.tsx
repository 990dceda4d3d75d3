/** The address book. */
export default function ContactsPage() {
  return <h1>Contacts</h1>;
}
