import type { Filter, FilterCondition, Id } from "../jmap/types";
import { type Token, tokens } from "./lexer";
import { dateOf, sizeOf } from "./values";

/** What a search needs to know besides what was typed. */
export interface SearchContext {
  now: Date;
  /** The mailbox that is called so, by its role or by its name; null if none is. */
  mailbox(name: string): Id | null;
  /** Mailboxes that are searched only when they are named: Trash and Junk. */
  hidden: readonly Id[];
}

/** What a search asks for. Null: nothing was typed. */
export function parseSearch(query: string, context: SearchContext): Filter | null {
  const all = tokens(query);
  const filter = new Parser(all, context).parse();
  if (!filter || context.hidden.length === 0 || all.some((each) => each.kind === "operator" && each.name === "in")) return filter;
  return and([filter, { inMailboxOtherThan: [...context.hidden] }]);
}

/**
 * Terms beside each other must all be true; `OR` binds two neighbours closer, as in Gmail; a minus turns a term or a group around. An operator that is not
 * known, or whose value makes no sense, is looked for as the text that it is.
 */
class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly context: SearchContext,
  ) {}

  parse(): Filter | null {
    const parts: Filter[] = [];
    while (this.at < this.tokens.length) {
      const group = this.group();
      if (group) parts.push(group);
      // A closing parenthesis that nothing opened.
      if (this.tokens[this.at]?.kind === "close") this.at++;
    }
    return parts.length === 0 ? null : and(parts);
  }

  /** Up to a closing parenthesis or the end. */
  private group(): Filter | null {
    const parts: Filter[] = [];
    while (this.at < this.tokens.length && this.tokens[this.at]!.kind !== "close") {
      const alternatives = [this.term()];
      while (this.tokens[this.at]?.kind === "or") {
        this.at++;
        alternatives.push(this.term());
      }
      const given = alternatives.filter((each) => each !== null);
      if (given.length > 0) parts.push(given.length === 1 ? given[0]! : { operator: "OR", conditions: given });
    }
    return parts.length === 0 ? null : and(parts);
  }

  private term(): Filter | null {
    const token = this.tokens[this.at];
    if (!token || token.kind === "close") return null;
    this.at++;
    switch (token.kind) {
      case "or":
        return null;
      case "open": {
        const inner = this.group();
        if (this.tokens[this.at]?.kind === "close") this.at++;
        return inner && turned(inner, token.negated);
      }
      case "word":
        return turned({ text: token.text }, token.negated);
      case "operator":
        return turned(this.condition(token.name, token.value) ?? { text: `${token.name}:${token.value}` }, token.negated);
    }
  }

  /** What an operator asks for; null if it is none. */
  private condition(name: string, value: string): FilterCondition | null {
    switch (name) {
      case "from":
      case "to":
      case "cc":
      case "bcc":
      case "subject":
      case "body":
        return { [name]: value };
      case "has":
        return /^attachments?$/i.test(value) ? { hasAttachment: true } : /^stars?$/i.test(value) ? { hasKeyword: "$flagged" } : null;
      case "is":
        return flags[value.toLowerCase()] ?? null;
      case "in":
        return this.place(value);
      case "before":
      case "after":
      case "since": {
        const date = dateOf(value, this.context.now);
        return date === null ? null : name === "before" ? { before: date } : { after: date };
      }
      case "larger":
      case "smaller": {
        const size = sizeOf(value);
        return size === null ? null : name === "larger" ? { minSize: size } : { maxSize: size };
      }
      default:
        return null;
    }
  }

  private place(name: string): FilterCondition | null {
    if (/^(anywhere|all)$/i.test(name)) return {};
    const id = this.context.mailbox(name);
    return id === null ? null : { inMailbox: id };
  }
}

const flags: Record<string, FilterCondition> = {
  unread: { notKeyword: "$seen" },
  read: { hasKeyword: "$seen" },
  starred: { hasKeyword: "$flagged" },
  flagged: { hasKeyword: "$flagged" },
  unstarred: { notKeyword: "$flagged" },
  answered: { hasKeyword: "$answered" },
  replied: { hasKeyword: "$answered" },
  draft: { hasKeyword: "$draft" },
};

function turned(filter: Filter, negated: boolean): Filter {
  return negated ? { operator: "NOT", conditions: [filter] } : filter;
}

function and(parts: readonly Filter[]): Filter {
  return parts.length === 1 ? parts[0]! : { operator: "AND", conditions: [...parts] };
}
