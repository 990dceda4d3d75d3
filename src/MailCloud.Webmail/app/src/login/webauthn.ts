// WebAuthn's options and credentials as JSON (Web Authentication Level 3 §5.1.8-§5.1.10). Browsers have this built in only lately.

export interface DescriptorJson {
  id: string;
  type: "public-key";
  transports?: AuthenticatorTransport[];
}

export interface RequestJson {
  challenge: string;
  timeout?: number;
  rpId?: string;
  allowCredentials?: DescriptorJson[];
  userVerification?: UserVerificationRequirement;
}

export interface CreationJson {
  challenge: string;
  timeout?: number;
  rp: PublicKeyCredentialRpEntity;
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: PublicKeyCredentialParameters[];
  excludeCredentials?: DescriptorJson[];
  authenticatorSelection?: AuthenticatorSelectionCriteria;
  attestation?: AttestationConveyancePreference;
}

/** Whether this browser has passkeys. */
export const passkeysExist = typeof PublicKeyCredential !== "undefined";

/** Whether the browser offers passkeys among what it fills into the form's fields. */
export async function canAutofill(): Promise<boolean> {
  return passkeysExist && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);
}

/** Lets somebody prove who they are; null if they called it off. `autofill` waits until a passkey is chosen in a field of the form. */
export async function askForPasskey(options: RequestJson, signal: AbortSignal, autofill = false): Promise<object | null> {
  const publicKey = {
    ...options,
    challenge: octets(options.challenge),
    allowCredentials: options.allowCredentials?.map(descriptor),
  };
  return attempt(async () => {
    const credential = (await navigator.credentials.get({
      publicKey,
      signal,
      ...(autofill && { mediation: "conditional" as const }),
    })) as PublicKeyCredential;
    const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response as AuthenticatorAssertionResponse;
    return {
      ...described(credential),
      response: {
        clientDataJSON: text(clientDataJSON),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
        ...(userHandle && { userHandle: text(userHandle) }),
      },
    };
  });
}

/** Makes a passkey; null if it was called off. */
export async function makePasskey(options: CreationJson): Promise<object | null> {
  const publicKey = {
    ...options,
    challenge: octets(options.challenge),
    user: { ...options.user, id: octets(options.user.id) },
    excludeCredentials: options.excludeCredentials?.map(descriptor),
  };
  return attempt(async () => {
    const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    const response = credential.response as AuthenticatorAttestationResponse;
    return {
      ...described(credential),
      response: {
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    };
  });
}

/** What the person called off, or did not do in time, is no error. */
async function attempt(ask: () => Promise<object>): Promise<object | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError")) return null;
    throw error;
  }
}

function described(credential: PublicKeyCredential): object {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function descriptor({ id, type, transports }: DescriptorJson): PublicKeyCredentialDescriptor {
  return { id: octets(id), type, ...(transports && { transports }) };
}

/** Reads base64url (RFC 4648 §5). */
export function octets(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
}

/** Writes base64url without padding. */
export function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (each) => String.fromCharCode(each)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
