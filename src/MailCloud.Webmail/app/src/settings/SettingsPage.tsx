/** The settings, one section at a time. */
export default function SettingsPage({ section }: { section: string | null }) {
  return <h1>Settings {section}</h1>;
}
