namespace MailCloud.Mail.Authentication;

/// <summary>A password of an account: its one password, or one of its app passwords.</summary>
/// <param name="Name"><see cref="Password"/>, or <c>app-{id}</c>.</param>
public sealed record Credential(string Name, ScramVerifier Verifier)
{
    public const string Password = "password";

    /// <summary>What the names of app passwords begin with.</summary>
    public const string AppPrefix = "app-";

    /// <summary>What it is for, in its owner's words; empty for the password.</summary>
    public string Label { get; init; } = "";

    /// <summary>What it opens.</summary>
    public MailServices Scopes { get; init; } = MailServices.All;

    /// <summary>When it was made; null: not known.</summary>
    public DateTimeOffset? Created { get; init; }

    public bool IsPassword => Name is Password;

    /// <summary>Whether it opens a service.</summary>
    public bool Opens(MailServices service) => Scopes.HasFlag(service) && (IsPassword || service != MailServices.Web);
}
