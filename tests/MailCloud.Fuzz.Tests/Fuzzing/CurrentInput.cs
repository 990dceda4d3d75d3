using System.IO.MemoryMappedFiles;

namespace MailCloud.Fuzz.Tests.Fuzzing;

/// <summary>The input that is being tried, in a file that is still there when it has ended the whole process, as one does that uses up the stack.</summary>
internal sealed class CurrentInput : IDisposable
{
    private const int Capacity = 256 * 1024;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public CurrentInput(string name)
    {
        file = MemoryMappedFile.CreateFromFile(
            Path.Combine(FuzzFolders.Found, $"{name}.current"),
            FileMode.Create,
            mapName: null,
            Capacity
        );
        view = file.CreateViewAccessor();
    }

    public void Write(byte[] input)
    {
        view.Write(0, input.Length);
        view.WriteArray(sizeof(int), input, 0, input.Length);
    }

    public byte[] Read()
    {
        var input = new byte[view.ReadInt32(0)];
        view.ReadArray(sizeof(int), input, 0, input.Length);
        return input;
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
