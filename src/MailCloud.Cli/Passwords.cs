using System.Security.Cryptography;

namespace MailCloud.Cli;

/// <summary>Passwords that the program makes up.</summary>
internal static class Passwords
{
    /// <summary>The longest password, in characters.</summary>
    public const int MaxLength = 1024;

    private const string Consonants = "bdfghjklmnprstvz";
    private const string Vowels = "aeiou";
    private const int Words = 5;

    /// <summary>Five groups like <c>taso-</c> that can be read out and typed on a phone: 63 bits at random.</summary>
    public static string Generate() =>
        string.Join('-', Enumerable.Range(0, Words).Select(_ => Pick(Consonants) + Pick(Vowels) + Pick(Consonants) + Pick(Vowels)));

    /// <summary>What is wrong with a password that somebody chose; <c>null</c>: nothing.</summary>
    public static string? Flaw(string? password) =>
        password switch
        {
            null or "" => "The password is empty.",
            { Length: > MaxLength } => $"The password is longer than {MaxLength} characters.",
            _ when password.Any(char.IsControl) => "The password holds control characters, which nobody can type in a mail program.",
            _ => null,
        };

    private static string Pick(string letters) => letters[RandomNumberGenerator.GetInt32(letters.Length)].ToString();
}
