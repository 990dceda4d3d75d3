/** Where somebody logs in who is not yet; once that is done, `loadSession` of the JMAP client opens the page. */
export default function LoginPage() {
  return <h1>Log in</h1>;
}
