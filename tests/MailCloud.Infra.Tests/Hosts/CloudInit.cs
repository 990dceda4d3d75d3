using System.Text;
using YamlDotNet.Serialization;

namespace MailCloud.Infra.Tests.Hosts;

/// <summary>What cloud-init is told, read as it reads it.</summary>
internal sealed record CloudInit(
    IReadOnlyList<string> Packages,
    IReadOnlyList<CloudInit.WrittenFile> WriteFiles,
    IReadOnlyList<IReadOnlyList<string>> RunCommands
)
{
    public sealed record WrittenFile(string Path, string Permissions, string Content)
    {
        public bool IsScript => Content.StartsWith("#!", StringComparison.Ordinal);
    }

    public static async Task<CloudInit> ReadAsync()
    {
        var snapshot = await ModuleSnapshot.OfAsync("vm.bicep", VirtualMachineTests.Parameters);
        var data = (string)snapshot.One(VirtualMachineTests.Machine)["properties"]!["osProfile"]!["customData"]!;
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(data));
        Assert.StartsWith("#cloud-config\n", text, StringComparison.Ordinal);
        var root = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(text);
        return new(
            [.. List(root["packages"]).Cast<string>()],
            [
                .. List(root["write_files"])
                    .Cast<Dictionary<object, object>>()
                    .Select(file => new WrittenFile((string)file["path"], (string)file["permissions"], (string)file["content"])),
            ],
            [.. List(root["runcmd"]).Select(command => (IReadOnlyList<string>)[.. List(command).Cast<string>()])]
        );
    }

    public WrittenFile File(string path) => WriteFiles.Single(file => file.Path == path);

    private static List<object> List(object node) => (List<object>)node;
}
