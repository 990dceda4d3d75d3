namespace MailCloud.Webmail.Unsubscribe;

/// <summary>How a list says one can leave it (RFC 2369 §3.2, RFC 8058).</summary>
/// <param name="OneClick">Whether we can do it: by a POST to <paramref name="Http"/>, which a valid signature covers together with the promise that it is enough.</param>
/// <param name="Http">An address to open in a browser; null: there is none.</param>
/// <param name="Mailto">A <c>mailto:</c> address for the composer; null: there is none.</param>
internal sealed record UnsubscribeOffer(bool OneClick, string? Http, string? Mailto);
