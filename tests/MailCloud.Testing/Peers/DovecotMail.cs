namespace MailCloud.Testing.Peers;

/// <summary>
/// Mail of one user that Dovecot keeps, in a temporary folder: another server's opinion. No port is opened, and no Dovecot of the machine is touched.
/// </summary>
public sealed class DovecotMail : IDisposable
{
    private const string Program = "/usr/lib/dovecot/imap";

    // Dovecot reads mail for nobody with the rights of root.
    private const int Nobody = 65534;

    private readonly DirectoryInfo folder;

    private DovecotMail(DirectoryInfo folder) => this.folder = folder;

    /// <summary>Why it cannot be used here; null: it can.</summary>
    public static string? Obstacle =>
        !File.Exists(Program) ? "dovecot-imapd is not installed."
        : !Environment.IsPrivilegedProcess ? "Dovecot can be started only by root."
        : null;

    /// <summary>A script that speaks IMAP on its input and output, logged in already. It takes any input, which Dovecot's program by itself does not.</summary>
    public string Script => Path.Combine(folder.FullName, "imap.sh");

    /// <summary>An empty INBOX.</summary>
    public static async Task<DovecotMail> CreateAsync()
    {
        var mail = new DovecotMail(Directory.CreateTempSubdirectory("mailcloud-dovecot-"));
        var home = mail.folder.FullName;
        await File.WriteAllTextAsync(
            Path.Combine(home, "dovecot.conf"),
            $$"""
            mail_uid = {{Nobody}}
            mail_gid = {{Nobody}}
            first_valid_uid = 1
            first_valid_gid = 1
            mail_location = maildir:{{home}}/mail
            log_path = /dev/stderr
            ssl = no
            base_dir = {{home}}/run
            namespace inbox {
              inbox = yes
              separator = /
            }
            """
        );
        await File.WriteAllTextAsync(
            mail.Script,
            $"#!/bin/sh\nexport USER=nobody HOME={home}\ncat | {Program} -c {home}/dovecot.conf | cat\n"
        );
        await Tool.SucceedAsync("chown", ["-R", $"{Nobody}:{Nobody}", home]);
        await Tool.SucceedAsync("chmod", ["755", home, mail.Script]);
        return mail;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
