using System.Text;
using MailCloud.Spam.Features;

namespace MailCloud.Spam.Tests;

/// <summary>Messages and their features, for tests.</summary>
internal static class Mail
{
    /// <summary>The bytes of a message given with bare line ends.</summary>
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    public static byte[] Text(string subject, string body) =>
        Of(
            $"From: Ann <ann@example.com>\nTo: bob@example.org\nSubject: {subject}\nMessage-ID: <1@example.com>\nDate: Fri, 1 Jan 2027 10:00:00 +0000\n\n{body}\n"
        );

    public static byte[] Html(string body) =>
        Of($"From: ann@example.com\nSubject: page\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{body}\n");

    /// <summary>Every feature of the message, each as it is found.</summary>
    public static IReadOnlyList<(FeatureSource Source, string Text)> Features(byte[] message)
    {
        var list = new List();
        MessageFeatures.Extract(message, list);
        return list.All;
    }

    private sealed class List : IFeatureSink
    {
        public List<(FeatureSource, string)> All { get; } = [];

        public void Add(FeatureSource source, ReadOnlySpan<char> text) => All.Add((source, text.ToString()));
    }
}
