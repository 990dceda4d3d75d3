using System.Collections.Immutable;
using System.Net;

namespace MailCloud.SenderAuthentication.Spf;

/// <summary>A record's terms (RFC 7208 §4.6.1), in their order. Modifiers that nobody knows are left out.</summary>
internal sealed record SpfRecord(ImmutableArray<Directive> Directives, MacroString? Redirect, MacroString? Explanation);

/// <summary>A qualifier and a mechanism.</summary>
/// <param name="Result">What the qualifier makes of a match.</param>
/// <param name="Text">The term as the record has it.</param>
internal sealed record Directive(SpfStatus Result, Mechanism Mechanism, string Text);

/// <summary>How a client is recognised (RFC 7208 §5).</summary>
internal abstract record Mechanism
{
    /// <summary>RFC 7208 §5.1.</summary>
    public sealed record All : Mechanism;

    /// <summary>RFC 7208 §5.2.</summary>
    public sealed record Include(MacroString Domain) : Mechanism;

    /// <summary>RFC 7208 §5.3.</summary>
    /// <param name="Domain">Null: the domain whose record this is; so in the others.</param>
    public sealed record A(MacroString? Domain, PrefixLengths Lengths) : Mechanism;

    /// <summary>RFC 7208 §5.4.</summary>
    public sealed record Mx(MacroString? Domain, PrefixLengths Lengths) : Mechanism;

    /// <summary>RFC 7208 §5.5.</summary>
    public sealed record Ptr(MacroString? Domain) : Mechanism;

    /// <summary>RFC 7208 §5.6: ip4 and ip6.</summary>
    public sealed record Network(IPAddress Address, int PrefixLength) : Mechanism;

    /// <summary>RFC 7208 §5.7.</summary>
    public sealed record Exists(MacroString Domain) : Mechanism;
}

/// <summary>How many bits of an address count, by family.</summary>
internal readonly record struct PrefixLengths(int V4, int V6);

/// <summary>A record that breaks the grammar; its result is <see cref="SpfStatus.PermError"/>. The message is for people.</summary>
internal sealed class SpfSyntaxException(string message) : Exception(message);
