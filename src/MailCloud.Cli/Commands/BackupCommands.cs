using System.CommandLine;
using System.Globalization;
using MailCloud.Storage.Backup;

namespace MailCloud.Cli.Commands;

/// <summary><c>mailcloud backup FOLDER</c> and <c>mailcloud restore FOLDER</c>.</summary>
internal static class BackupCommands
{
    private const int DefaultKeep = 7;

    public static Command CreateBackup(CommandContext context)
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "Where backups are kept; the first makes it" };
        var keep = new Option<int>("--keep")
        {
            Description = "How many backups stay, this one included",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultKeep,
        };
        keep.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--keep takes 1 or more.");
        });
        var command = new Command("backup", "Copy all that the service keeps into a folder, while it goes on") { folder, keep };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var opened = await storage.OpenStorageAsync(parsed, cancel);
                try
                {
                    var made = await opened.Backup.RunAsync(parsed.GetRequiredValue(folder), parsed.GetValue(keep), cancel);
                    context.Terminal.Say(
                        $"Backup {made.Name}: {Number(made.Manifest.Rows.Values.Sum())} rows, {Number(made.Manifest.Blobs)} packs of {Size(made.Manifest.Octets)}, {Number(made.NewBlobs)} of them new."
                    );
                    if (made.Removed > 0)
                        context.Terminal.Note($"{made.Removed} older removed.");
                    return CommandLine.Success;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
                {
                    return context.Terminal.Fail($"There is no new backup: {e.Message}");
                }
            }
        );
        return command;
    }

    public static Command CreateRestore(CommandContext context)
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "Where backups are kept" };
        var name = new Option<string?>("--backup") { Description = "Which one [default: the newest]", HelpName = "NAME" };
        var continues = new Option<bool>("--continue") { Description = "Go on with a restore that was cut short" };
        var withoutOutgoing = new Option<bool>("--without-outgoing")
        {
            Description = "Leave out mail that waited to be sent then, and has been sent since",
        };
        var command = new Command("restore", "Bring a backup into an empty storage account") { folder, name, continues, withoutOutgoing };
        var storage = new StorageOptions(command, context);
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var opened = await storage.OpenStorageAsync(parsed, cancel);
                var options = new RestoreOptions
                {
                    Name = parsed.GetValue(name),
                    Continues = parsed.GetValue(continues),
                    WithoutOutgoing = parsed.GetValue(withoutOutgoing),
                };
                try
                {
                    var (restored, manifest) = await opened.Restore.RunAsync(parsed.GetRequiredValue(folder), options, cancel);
                    context.Terminal.Say(
                        $"Backup {restored} of {manifest.Made:yyyy-MM-dd HH:mm} UTC is restored: {Number(manifest.Rows.Values.Sum())} rows, {Number(manifest.Blobs)} packs of {Size(manifest.Octets)}."
                    );
                    return CommandLine.Success;
                }
                catch (Exception e) when (e is RestoreException or IOException or UnauthorizedAccessException or InvalidDataException)
                {
                    return context.Terminal.Fail(e.Message);
                }
            }
        );
        return command;
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long octets) => Sizes.Format(octets);
}
