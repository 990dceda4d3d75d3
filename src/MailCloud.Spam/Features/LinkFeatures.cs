using System.Buffers;

namespace MailCloud.Spam.Features;

/// <summary>Where a message leads: hosts, paths, and links that show one place and go to another.</summary>
internal sealed class LinkFeatures(IFeatureSink sink)
{
    /// <summary>Links of one message that are looked at.</summary>
    private const int MaxLinks = 256;

    private const int LongestHost = 255;
    private const int LongestPath = 100;

    /// <summary>What ends a link in running text.</summary>
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n<>\"'()[]\0");

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly HashSet<string> registered = new(StringComparer.Ordinal);
    private int count;

    /// <summary>The links that are written out in a text.</summary>
    public void AddWritten(string text)
    {
        var position = 0;
        while (count < MaxLinks && text.IndexOf("://", position, StringComparison.Ordinal) is >= 0 and var found)
        {
            var start = found;
            while (start > position && char.IsAsciiLetter(text[start - 1]))
                start--;
            var end = text.AsSpan(found).IndexOfAny(Ends);
            position = end < 0 ? text.Length : found + end;
            Add(text[start..position]);
        }
    }

    /// <summary>A link's target as it is written.</summary>
    public void Add(string target)
    {
        if (count++ >= MaxLinks)
            return;
        target = target.Trim();
        var scheme = Scheme(target);
        if (scheme is not ("http" or "https" or "ftp"))
        {
            sink.Add(FeatureSource.Structure, $"link of scheme {scheme ?? "none"}");
            return;
        }
        var rest = target.AsSpan(scheme.Length + 1).TrimStart("/\\");
        var end = rest.IndexOfAny("/?#\\");
        var authority = end < 0 ? rest : rest[..end];
        if (authority.Contains('@'))
            sink.Add(FeatureSource.Structure, "link with a user name before its host");
        if (HostOf(authority) is not { } host)
            return;
        sink.Add(FeatureSource.LinkHost, host);
        if (DomainShape.IsAddress(host))
            sink.Add(FeatureSource.Structure, "link to an IP address");
        else
        {
            sink.Add(FeatureSource.LinkHost, DomainShape.Registered(host));
            registered.Add(DomainShape.Registered(host));
        }
        if (authority.LastIndexOf(':') is > 0 and var colon && authority[(colon + 1)..] is not ("80" or "443"))
            sink.Add(FeatureSource.Structure, "link with a port");
        if (end >= 0)
            Words.Add(rest[end..Math.Min(rest.Length, end + LongestPath)], FeatureSource.LinkPath, pairs: null, sink);
    }

    /// <summary>Tells when the text of a link names another domain than the link goes to.</summary>
    public void CompareText(string target, string text)
    {
        target = target.Trim();
        var shown = text.AsSpan().Trim();
        if (shown.Length > LongestHost || Scheme(target) is not ("http" or "https"))
            return;
        if (shown.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
            shown = shown[(scheme + 3)..];
        if (Authority(shown) is { } named && named.Contains('.', StringComparison.Ordinal) && !named.EndsWith('.'))
        {
            var real = Authority(target.AsSpan(target.IndexOf(':', StringComparison.Ordinal) + 1).TrimStart("/\\"));
            if (real is not null && !string.Equals(DomainShape.Registered(named), DomainShape.Registered(real), StringComparison.Ordinal))
                sink.Add(FeatureSource.Structure, "link that shows another domain");
        }
    }

    /// <summary>All links have been told.</summary>
    public void Complete()
    {
        if (count > 0)
            sink.Add(FeatureSource.Structure, $"about {Magnitude.Of(count)} links");
        if (registered.Count > 0)
            sink.Add(FeatureSource.Structure, $"links to about {Magnitude.Of(registered.Count)} domains");
    }

    private static string? Authority(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny("/?#\\");
        return HostOf(end < 0 ? text : text[..end]);
    }

    /// <summary>The scheme in lower case; null: there is none.</summary>
    private static string? Scheme(string target)
    {
        var colon = target.IndexOf(':', StringComparison.Ordinal);
        return colon is > 0 and < 12 && target.AsSpan(0, colon) is var scheme && scheme.IndexOfAnyExcept(Letters) < 0
            ? scheme.ToString().ToLowerInvariant()
            : null;
    }

    private static string? HostOf(ReadOnlySpan<char> authority)
    {
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var colon = authority.IndexOf(':');
        var host = (colon < 0 ? authority : authority[..colon]).TrimEnd('.');
        if (host.IsEmpty || host.Length > LongestHost)
            return null;
        foreach (var unit in host)
            if (!char.IsLetterOrDigit(unit) && unit is not ('.' or '-' or '_'))
                return null;
        return host.ToString().ToLowerInvariant();
    }
}
