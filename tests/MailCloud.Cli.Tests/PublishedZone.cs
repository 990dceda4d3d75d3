namespace MailCloud.Cli.Tests;

/// <summary>Puts lines of a zone file, as commands print them, into the DNS of a test.</summary>
internal static class PublishedZone
{
    public static void Publish(this World world, string output)
    {
        foreach (var line in output.Split('\n').Where(line => line.Contains(". IN ", StringComparison.Ordinal) && line[0] is not ';'))
        {
            var (name, type, data) = Split(line);
            var words = data.Split(' ');
            _ = type switch
            {
                "TXT" => world.Dns.Text(name, string.Concat(data.Split('"').Where((_, i) => i % 2 == 1))),
                "MX" => world.Dns.MailExchange(name, int.Parse(words[0], null), words[1].TrimEnd('.')),
                "A" or "AAAA" => world.Dns.Address(name, data),
                // An alias is followed by whoever answers: both lead to one address.
                "CNAME" => world.Dns.Address(name, "192.0.2.80").Address(data.TrimEnd('.'), "192.0.2.80"),
                "SRV" => world.Dns.Service(name, int.Parse(words[2], null), words[3].TrimEnd('.')),
                "CAA" => world.Dns.Issuer(name, words[2].Trim('"')),
                _ => throw new InvalidOperationException($"There are no records of type {type} here."),
            };
        }
    }

    private static (string Name, string Type, string Data) Split(string line)
    {
        var parts = line.Split(". IN ", 2);
        var rest = parts[1].Split(' ', 2);
        return (parts[0], rest[0], rest[1]);
    }
}
