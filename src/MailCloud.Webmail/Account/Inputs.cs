namespace MailCloud.Webmail.Account;

/// <summary>What people may write.</summary>
internal static class Inputs
{
    /// <summary>The longest name of a passkey or label of an app password, in characters.</summary>
    private const int MaxName = 100;

    /// <summary>Null: nothing is left of it, or it is too long.</summary>
    public static string? Name(string? text) =>
        text?.Trim() is { Length: > 0 and <= MaxName } name && !name.Any(char.IsControl) ? name : null;
}
