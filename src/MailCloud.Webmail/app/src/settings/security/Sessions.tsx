import { t } from "../../i18n";
import { confirm } from "../../ui/ask";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/toasts";
import { endOtherSessions, endSession, type Session } from "../account/api";
import { errorText } from "../parts/errors";
import { agoText, dayText } from "../parts/format";
import { withRecentLogin } from "../parts/reauthenticate";
import { Section } from "../parts/Section";
import { browserName } from "./userAgent";

/** Where the account is logged in. */
export function Sessions({ sessions }: { sessions: Session[] }) {
  const others = sessions.filter((each) => !each.current);
  const ordered = [...sessions].sort((a, b) => Number(b.current) - Number(a.current) || Date.parse(b.lastSeen) - Date.parse(a.lastSeen));

  const act = async (work: () => Promise<void>, said: string): Promise<void> =>
    withRecentLogin(work).then(
      () => void toast(said),
      (error: unknown) => void toast(errorText(error), { kind: "error" }),
    );

  const endOthers = async (): Promise<void> => {
    const agreed = await confirm({
      title: t("security.endOthersTitle"),
      text: t("security.endOthersText"),
      action: t("security.endOthers"),
      dangerous: true,
    });
    if (agreed) await act(endOtherSessions, t("security.othersEnded"));
  };

  return (
    <Section
      title={t("security.sessions")}
      text={t("security.sessionsHint")}
      actions={
        others.length > 0 && (
          <Button kind="danger" icon="logOut" onClick={() => void endOthers()}>
            {t("security.endOthers")}
          </Button>
        )
      }
    >
      <ul class="settings-list">
        {ordered.map((each) => {
          const name = (each.userAgent && browserName(each.userAgent)) ?? each.userAgent ?? t("security.unknownBrowser");
          return (
            <li key={each.id}>
              <Icon name="globe" />
              <div class="settings-list-main">
                <strong title={each.userAgent ?? undefined}>
                  <bdi>{name}</bdi> {each.current && <span class="settings-badge">{t("security.thisOne")}</span>}
                </strong>
                <span class="settings-list-more">
                  {each.address && (
                    <>
                      <bdi>{each.address}</bdi> ·{" "}
                    </>
                  )}
                  {t("security.seen", { ago: agoText(each.lastSeen) })} · {t("security.since", { date: dayText(each.created) })}
                </span>
              </div>
              {!each.current && (
                <Button onClick={() => void act(() => endSession(each.id), t("security.sessionEnded"))}>
                  {t("security.end")}
                  <span class="visually-hidden"> {name}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
