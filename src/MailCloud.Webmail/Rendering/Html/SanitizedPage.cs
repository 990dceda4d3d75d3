namespace MailCloud.Webmail.Rendering.Html;

/// <summary>A stranger's page, made safe.</summary>
/// <param name="Markup">Elements and text that belong into an element of the class that was named as the scope, and are put there as they are.</param>
/// <param name="Style">Rules that hold within the scope; without any <c>&lt;</c>.</param>
/// <param name="BlockedImages">How many pictures of other servers the page would show.</param>
/// <param name="IsDark">Whether it has a dark background of its own.</param>
internal sealed record SanitizedPage(string Markup, string Style, int BlockedImages, bool IsDark);
