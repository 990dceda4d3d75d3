import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Button, IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { describeActions, describeConditions } from "./describe";
import type { Rule } from "./rules";

interface RuleRowProps {
  rule: Rule;
  isDragged: boolean;
  /** Moves it up (-1) or down (1). */
  onMove: (by: -1 | 1) => void;
  onDrag: (begins: boolean) => void;
  onDrop: () => void;
  onEdit: () => void;
  onRemove: () => void;
  onTurn: (on: boolean) => void;
}

/** A rule in the list: it is moved by its handle, with the mouse or with the arrow keys. */
export function RuleRow({ rule, isDragged, onMove, onDrag, onDrop, onEdit, onRemove, onTurn }: RuleRowProps) {
  const [over, setOver] = useState(false);
  const [held, setHeld] = useState(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    onMove(event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <li
      class={`rule${isDragged ? " rule-dragged" : ""}${over ? " rule-over" : ""}`}
      draggable={held}
      onDragStart={(event) => {
        event.dataTransfer?.setData("text/plain", rule.name);
        onDrag(true);
      }}
      onDragEnd={() => (setHeld(false), onDrag(false))}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => (event.preventDefault(), setOver(false), onDrop())}
    >
      <button
        type="button"
        class="icon-button rule-handle"
        aria-label={t("filters.move", { name: rule.name })}
        title={t("filters.moveHint")}
        onPointerDown={() => setHeld(true)}
        onPointerUp={() => setHeld(false)}
        onKeyDown={onKeyDown}
      >
        <Icon name="menu" />
      </button>
      <div class="settings-list-main">
        <strong>
          <bdi>{rule.name}</bdi>
        </strong>
        <span class="settings-list-more">
          {describeConditions(rule)} <Icon name="arrowBack" /> {describeActions(rule.actions)}
        </span>
      </div>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        aria-label={t("filters.on", { name: rule.name })}
        checked={rule.isEnabled}
        onChange={(event) => onTurn(event.currentTarget.checked)}
      />
      <Button onClick={onEdit}>
        {t("filters.edit")}
        <span class="visually-hidden"> {rule.name}</span>
      </Button>
      <IconButton icon="trash" label={`${t("filters.remove")} ${rule.name}`} onClick={onRemove} />
    </li>
  );
}
