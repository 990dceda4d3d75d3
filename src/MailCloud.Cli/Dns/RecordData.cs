using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MailCloud.Cli.Dns;

/// <summary>What a resource record says. Names are without the final dot.</summary>
internal abstract record RecordData(string Type)
{
    /// <summary>As a zone file has it (RFC 1035 §5.1).</summary>
    public abstract string Presentation { get; }

    /// <summary>As zones are written: like <see cref="Presentation"/>, but texts are bare and names have no final dot.</summary>
    public virtual string Value => Presentation.TrimEnd('.');

    /// <summary>
    /// What the values of records begin with that this one takes the place of: among texts, of which a name may have several sorts, their version; with all others everything is of one kind.
    /// </summary>
    public virtual string Kind => "";
}

/// <summary>MX (RFC 1035 §3.3.9).</summary>
internal sealed record ExchangeData(int Preference, string Host) : RecordData("MX")
{
    public override string Presentation => string.Create(CultureInfo.InvariantCulture, $"{Preference} {Host}.");
}

/// <summary>A (RFC 1035 §3.4.1) or AAAA (RFC 3596 §2).</summary>
internal sealed record AddressData(IPAddress Address) : RecordData(Address.AddressFamily is AddressFamily.InterNetworkV6 ? "AAAA" : "A")
{
    public override string Presentation => $"{Address}";
}

/// <summary>CNAME (RFC 1035 §3.3.1).</summary>
internal sealed record AliasData(string Target) : RecordData("CNAME")
{
    public override string Presentation => $"{Target}.";
}

/// <summary>TXT (RFC 1035 §3.3.14). The text has no quotation marks and no backslashes.</summary>
internal sealed record TextData(string Text) : RecordData("TXT")
{
    /// <summary>The longest string of a record, in octets; a longer text is several, which are read as one.</summary>
    private const int MaxString = 255;

    public override string Value => Text;

    public override string Kind => Text[..Text.IndexOfAny([';', ' '])];

    public IEnumerable<string> Strings => Text.Chunk(MaxString).Select(piece => new string(piece));

    public override string Presentation => string.Join(' ', Strings.Select(piece => $"\"{piece}\""));
}

/// <summary>SRV (RFC 2782).</summary>
/// <param name="Host">Empty: the service is not offered.</param>
internal sealed record ServiceData(int Priority, int Port, string Host) : RecordData("SRV")
{
    public const int Weight = 1;

    public override string Presentation => string.Create(CultureInfo.InvariantCulture, $"{Priority} {Weight} {Port} {Host}.");

    // The root alone keeps its dot.
    public override string Value => Host.Length == 0 ? Presentation : base.Value;
}

/// <summary>CAA with the property <c>issue</c> (RFC 8659 §4.2).</summary>
internal sealed record IssuerData(string Authority) : RecordData("CAA")
{
    public const string Tag = "issue";

    public override string Presentation => $"0 {Tag} \"{Authority}\"";
}

/// <summary>A record whose content somebody has to name first.</summary>
/// <param name="Missing">What is to be named, and how.</param>
internal sealed record UnnamedData(string Type, string Missing) : RecordData(Type)
{
    public override string Presentation => $"<{Missing}>";
}
