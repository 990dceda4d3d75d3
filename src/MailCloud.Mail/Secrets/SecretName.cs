using System.Diagnostics.CodeAnalysis;

namespace MailCloud.Mail.Secrets;

/// <summary>
/// The name of a secret: 1 to 127 letters, digits and hyphens, which is what Key Vault takes. Names do not differ by case, and are kept in lower case.
/// </summary>
public readonly record struct SecretName
{
    public const int MaxLength = 127;

    private readonly string? value;

    /// <exception cref="ArgumentException">It is no such name.</exception>
    public SecretName(string name) =>
        value = IsValid(name)
            ? name.ToLowerInvariant()
            : throw new ArgumentException("A secret's name has 1 to 127 letters, digits and hyphens.", nameof(name));

    /// <exception cref="InvalidOperationException">The name was never set.</exception>
    public string Value => value ?? throw new InvalidOperationException("This secret has no name.");

    public static bool TryParse([NotNullWhen(true)] string? text, out SecretName name)
    {
        name = IsValid(text) ? new SecretName(text) : default;
        return name.value is not null;
    }

    public override string ToString() => Value;

    private static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');
}
