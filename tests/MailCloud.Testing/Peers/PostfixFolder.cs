using System.Diagnostics;
using MailCloud.Local;

namespace MailCloud.Testing.Peers;

/// <summary>The files of one <see cref="PostfixServer"/>.</summary>
internal sealed class PostfixFolder
{
    // Debian's user. Postfix insists that its data and its queue belong to it.
    private const string Owner = "postfix";

    // Debian's Postfix looks for the SASL library's settings beside main.cf, in sasl/.
    private const string SaslSettings = "etc/sasl/smtpd.conf";
    private const string SaslPasswords = "etc/sasl/passwords";

    private readonly DirectoryInfo root;

    private PostfixFolder(DirectoryInfo root, LocalCertificates certificates) => (this.root, Certificates) = (root, certificates);

    public LocalCertificates Certificates { get; }

    /// <summary>The folder of main.cf and master.cf.</summary>
    public string Configuration => PathOf("etc");

    /// <summary>What was delivered.</summary>
    public FileInfo[] MessageFiles => Directory.Exists(PathOf("mail/all/new")) ? new DirectoryInfo(PathOf("mail/all/new")).GetFiles() : [];

    public static async Task<PostfixFolder> CreateAsync(PostfixOptions options, int port, int implicitTlsPort)
    {
        var created = Directory.CreateTempSubdirectory("mailcloud-postfix-");
        var certificates = LocalCertificates.Ensure(
            Path.Combine(created.FullName, "tls"),
            [options.HostName, .. options.OtherNames],
            TimeProvider.System
        );
        var folder = new PostfixFolder(created, certificates);
        await folder.FillAsync(options, port, implicitTlsPort);
        return folder;
    }

    public void Delete() => root.Delete(recursive: true);

    private async Task FillAsync(PostfixOptions options, int port, int implicitTlsPort)
    {
        foreach (var part in (string[])["etc/sasl", "queue", "data", "mail"])
            root.CreateSubdirectory(part);
        Write("etc/main.cf", MainParameters(options, await IdAsync("-u"), await IdAsync("-g")));
        Write("etc/master.cf", Services(port, implicitTlsPort));
        Write("etc/replies", options.Replies.Select(reply => $"{reply.Key} {reply.Value}"));
        Write(
            SaslSettings,
            [
                "pwcheck_method: auxprop",
                "auxprop_plugin: sasldb",
                $"sasldb_path: {PathOf(SaslPasswords)}",
                "mech_list: PLAIN LOGIN SCRAM-SHA-256",
            ]
        );
        foreach (var (user, password) in options.Users)
            await RunAsync("saslpasswd2", ["-p", "-c", "-f", PathOf(SaslPasswords), "-u", options.HostName, user], password);
        await RunAsync("chown", ["-R", Owner, PathOf("data"), PathOf("mail"), PathOf("etc/sasl")]);
        // Its programs run as its user, and must get in.
        await RunAsync("chmod", ["755", root.FullName]);
    }

    private IEnumerable<string> MainParameters(PostfixOptions options, string user, string group) =>
        [
            "compatibility_level = 3.6",
            $"queue_directory = {PathOf("queue")}",
            $"data_directory = {PathOf("data")}",
            "maillog_file = /dev/stdout",
            $"myhostname = {options.HostName}",
            "mydestination =",
            // Loopback has no privileges: who wants to relay logs in.
            "mynetworks =",
            "inet_interfaces = 127.0.0.1",
            "alias_maps =",
            "alias_database =",
            $"virtual_mailbox_domains = {string.Join(' ', options.Domains)}",
            $"virtual_mailbox_base = {PathOf("mail")}",
            "virtual_mailbox_maps = static:all/",
            $"virtual_uid_maps = static:{user}",
            $"virtual_gid_maps = static:{group}",
            "default_transport = virtual:",
            $"smtpd_recipient_restrictions = check_recipient_access texthash:{PathOf("etc/replies")}",
            "smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination",
            $"smtpd_tls_security_level = {(options.OffersStartTls ? "may" : "none")}",
            $"smtpd_tls_cert_file = {Certificates.CertificateFile}",
            $"smtpd_tls_key_file = {Certificates.KeyFile}",
            $"smtpd_sasl_auth_enable = {(options.Users.Count > 0 ? "yes" : "no")}",
            $"smtpd_sasl_local_domain = {options.HostName}",
            "smtpd_tls_auth_only = yes",
            .. options.Parameters,
        ];

    // Only what a server needs that receives and keeps: no pickup, no smtp.
    private static IEnumerable<string> Services(int port, int implicitTlsPort) =>
        [
            $"127.0.0.1:{port} inet n - n - - smtpd",
            $"127.0.0.1:{implicitTlsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes",
            "cleanup unix n - n - 0 cleanup",
            "qmgr unix n - n 300 1 qmgr",
            "tlsmgr unix - - n 1000? 1 tlsmgr",
            "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce",
            "defer unix - - n - 0 bounce",
            "trace unix - - n - 0 bounce",
            "verify unix - - n - 1 verify",
            "flush unix n - n 1000? 0 flush",
            "proxymap unix - - n - - proxymap",
            "virtual unix - n n - - virtual",
            "error unix - - n - - error",
            "retry unix - - n - - error",
            "anvil unix - - n - 1 anvil",
            "postlog unix-dgram n - n - 1 postlogd",
        ];

    private static async Task<string> IdAsync(string which) => (await RunAsync("id", [which, Owner])).Trim();

    private string PathOf(string name) => Path.Combine(root.FullName, name);

    private void Write(string name, IEnumerable<string> lines) => File.WriteAllLines(PathOf(name), lines);

    private static async Task<string> RunAsync(string program, string[] arguments, string? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
