using System.Text;

namespace MailCloud.Fuzz.Tests.Targets;

/// <summary>What a client of a fuzzed session sends.</summary>
internal static class SessionInput
{
    private const int MaxLogins = 8;

    /// <summary>The input behind a log-in, or, where it begins with NUL, without one.</summary>
    public static byte[] LoggedIn(string login, byte[] octets) =>
        octets is [0, .. var rest] ? rest : [.. Encoding.ASCII.GetBytes(login), .. octets];

    /// <summary>Who fails to log in over and over is made to wait, and here nobody has the time.</summary>
    public static bool HasManyLogins(byte[] octets)
    {
        var text = Encoding.Latin1.GetString(octets).ToUpperInvariant();
        return text.Split("AUTH").Length + text.Split("LOGIN").Length + text.Split("PASS").Length > MaxLogins;
    }

    public static bool Mentions(byte[] octets, string word) =>
        Encoding.Latin1.GetString(octets).Contains(word, StringComparison.OrdinalIgnoreCase);
}
