import { t } from "../i18n";
import { Icon } from "../ui/Icon";
import { toast } from "../ui/toasts";
import { loadPlaces, type Place, placeName, places, subscribe } from "./mailboxes";
import { errorText } from "./parts/errors";
import { Loaded, Section } from "./parts/Section";

/** Which folders are shown. */
export default function FoldersSection() {
  return (
    <Loaded load={loadPlaces} ready={places.value !== null}>
      {() => (
        <Section title={t("folders.title")} text={t("folders.hint")}>
          <ul class="settings-list">
            {places.value!.map((each) => (
              <FolderRow place={each} key={each.id} />
            ))}
          </ul>
        </Section>
      )}
    </Loaded>
  );
}

function FolderRow({ place }: { place: Place }) {
  const name = placeName(place);
  const turn = (on: boolean): void => void subscribe(place.id, on).catch((error: unknown) => toast(errorText(error), { kind: "error" }));
  return (
    <li style={{ paddingInlineStart: `${place.depth * 24}px` }}>
      <Icon name="folder" />
      <div class="settings-list-main">
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <span class="settings-list-more">
          {t("folders.messages", { count: place.totalEmails })}
          {place.unreadEmails > 0 && ` · ${t("folders.unread", { count: place.unreadEmails })}`}
        </span>
      </div>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        aria-label={t("folders.show", { name })}
        checked={place.isSubscribed}
        disabled={place.role === "inbox"}
        onChange={(event) => turn(event.currentTarget.checked)}
      />
    </li>
  );
}
