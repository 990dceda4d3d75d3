import { Component, createElement, type ComponentType, type FunctionComponent } from "preact";

/** A component that is drawn anew only when one of its properties has become another, or a signal that it reads has. */
export function memo<P extends object>(inner: FunctionComponent<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const now = this.props as Record<string, unknown>;
      return Object.entries(next).some(([name, value]) => now[name] !== value);
    }

    override render() {
      return createElement(inner, this.props as P);
    }
  };
}
