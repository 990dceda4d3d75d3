import { lazy } from "../../lazy";

/** What is written below a message, in both forms that a message has. */
export interface Signature {
  text: string;
  html: string;
}

/** The editor is the composer's: it is fetched with the first signature, or is there already. */
export const SignatureField = lazy(() => import("./SignatureEditor"), "compose");
