using System.Runtime.CompilerServices;
using System.Text;
using MailCloud.Mail.Secrets;
using MailCloud.Mail.Store;

namespace MailCloud.Secrets;

/// <summary>
/// Secrets as files of one folder, each named as its secret, which only their owner may read: for one machine. A reader sees the old value or the new one,
/// never half of it.
/// </summary>
public sealed class FileSecretStore(string folder) : ISecretStore
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // No secret has a dot in its name.
    private const string Unfinished = ".new";

    public ValueTask<string?> FindAsync(SecretName name, CancellationToken cancellationToken) =>
        RunAsync(async () =>
        {
            try
            {
                return await File.ReadAllTextAsync(PathOf(name), cancellationToken);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        });

    public async ValueTask SetAsync(SecretName name, string value, CancellationToken cancellationToken)
    {
        SecretValue.Require(value);
        await RunAsync(async () =>
        {
            CreateFolder();
            var temporary = $"{PathOf(name)}.{Guid.NewGuid():N}{Unfinished}";
            try
            {
                await WriteAsync(temporary, value, cancellationToken);
                File.Move(temporary, PathOf(name), overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
            return true;
        });
    }

    public ValueTask<bool> RemoveAsync(SecretName name, CancellationToken cancellationToken) =>
        RunAsync(() =>
        {
            var exists = File.Exists(PathOf(name));
            if (exists)
                File.Delete(PathOf(name));
            return Task.FromResult(exists);
        });

    public async IAsyncEnumerable<SecretName> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await RunAsync(() => Task.FromResult(Directory.Exists(folder) ? Directory.GetFiles(folder) : []));
        foreach (var file in names.Select(Path.GetFileName).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SecretName.TryParse(file, out var name) && name.Value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                yield return name;
        }
    }

    private string PathOf(SecretName name) => Path.Combine(folder, name.Value);

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnersFile | UnixFileMode.UserExecute);
    }

    private static async Task WriteAsync(string path, string value, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersFile;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(value), cancellationToken);
        file.Flush(flushToDisk: true);
    }

    private async ValueTask<T> RunAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The folder of secrets {folder} cannot be used.", e);
        }
    }
}
