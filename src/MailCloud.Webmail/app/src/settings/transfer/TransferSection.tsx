import { t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import { loadPlaces, placeName, places } from "../mailboxes";
import { Loaded, Section } from "../parts/Section";
import { ImportForm } from "./ImportForm";

/** Mail that comes from elsewhere or goes there, as files. */
export default function TransferSection() {
  return (
    <Loaded load={loadPlaces} ready={places.value !== null}>
      {() => (
        <>
          <Section title={t("transfer.import")} text={t("transfer.importHint")}>
            <ImportForm />
          </Section>
          <Section title={t("transfer.export")} text={t("transfer.exportHint")}>
            <ul class="settings-list">
              {places.value!.map((each) => (
                <li key={each.id} style={{ paddingInlineStart: `${each.depth * 24}px` }}>
                  <Icon name="folder" />
                  <div class="settings-list-main">
                    <strong>
                      <bdi>{placeName(each)}</bdi>
                    </strong>
                    <span class="settings-list-more">{t("folders.messages", { count: each.totalEmails })}</span>
                  </div>
                  {each.totalEmails > 0 && (
                    <a class="button" href={`/webmail/export/${encodeURIComponent(each.id)}.mbox`} download>
                      <Icon name="download" />
                      <span>
                        {t("settings.download")}
                        <span class="visually-hidden"> {placeName(each)}</span>
                      </span>
                    </a>
                  )}
                </li>
              ))}
            </ul>
          </Section>
        </>
      )}
    </Loaded>
  );
}
