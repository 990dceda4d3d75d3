using System.Diagnostics;
using System.Text;

namespace MailCloud.Fuzz.Tests.Fuzzing;

/// <summary>Tries inputs on a target until the time is up or one breaks it.</summary>
internal sealed class Campaign(FuzzTarget target, TimeSpan time, int seed)
{
    /// <summary>An input that has not ended by then hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int MaxOutcomes = 4096;

    // That of a connection's thread is not larger: what is nested too deep must be refused before it is used up.
    private const int StackSize = 1024 * 1024;

    private readonly HashSet<string> outcomes = new(StringComparer.Ordinal);
    private readonly Stopwatch sinceStart = Stopwatch.StartNew();
    private long startOfCurrent;

    /// <summary>How many inputs were tried.</summary>
    public long Trials { get; private set; }

    /// <exception cref="FuzzException">An input breaks the target, or hangs.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var current = new CurrentInput(target.Name);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own: its allocations are counted, and nobody else has to wait for it when it hangs.
        var thread = new Thread(() => Complete(current, done), StackSize) { IsBackground = true, Name = target.Name };
        thread.Start();
        while (!done.Task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (sinceStart.Elapsed - TimeSpan.FromTicks(Volatile.Read(ref startOfCurrent)) > Patience)
                throw new FuzzException(target, current.Read(), $"hangs for {Patience}", null);
            await Task.WhenAny(done.Task, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken));
        }
        await done.Task;
    }

    private void Complete(CurrentInput current, TaskCompletionSource done)
    {
        try
        {
            Run(current);
            done.SetResult();
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    private void Run(CurrentInput current)
    {
        var mutator = new Mutator(target, seed);
        foreach (var input in mutator.Seeds.ToList())
            Try(input);
        while (sinceStart.Elapsed < time)
        {
            var input = mutator.Next();
            if (Try(input))
                mutator.Keep(input);
        }

        // Whether it did something new. Nobody can see into the parsers; how they refuse tells how far they came.
        bool Try(byte[] input)
        {
            current.Write(input);
            Volatile.Write(ref startOfCurrent, sinceStart.Elapsed.Ticks);
            Trials++;
            var trial = Trial.Run(target, input);
            // What another program's doing could be must happen every time.
            if (trial.Fault is BrokenBoundException && !Trial.Run(target, input).IsLike(trial))
                return false;
            if (trial.Fault is not null)
                throw new FuzzException(target, Shrunk(input, trial), trial.Fault.Message, trial.Fault);
            return trial.Outcome is "accepted" ? Trials % 64 == 0 : outcomes.Count < MaxOutcomes && outcomes.Add(trial.Outcome);
        }
    }

    /// <summary>The input without what can be left out.</summary>
    private byte[] Shrunk(byte[] input, Trial fault)
    {
        var since = Stopwatch.StartNew();
        for (var size = input.Length / 2; size > 0; size /= 2)
        for (var at = 0; at + size <= input.Length && since.Elapsed < TimeSpan.FromSeconds(20); )
        {
            Volatile.Write(ref startOfCurrent, sinceStart.Elapsed.Ticks);
            byte[] shorter = [.. input[..at], .. input[(at + size)..]];
            if (Trial.Run(target, shorter).IsLike(fault))
                input = shorter;
            else
                at += size;
        }
        return input;
    }
}

/// <summary>An input breaks a target; it is kept in a file, to become one of Regressions.</summary>
internal sealed class FuzzException(FuzzTarget target, byte[] input, string what, Exception? inner)
    : Exception($"{target}: {what}\nThe input is in {Save(target, input)}: {Show(input)}\n{inner}", inner)
{
    private static string Save(FuzzTarget target, byte[] input)
    {
        var file = Path.Combine(
            FuzzFolders.Found,
            $"{target}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..8]}"
        );
        File.WriteAllBytes(file, input);
        return file;
    }

    private static string Show(byte[] input)
    {
        var text = new StringBuilder();
        foreach (var octet in input.Take(300))
            _ = octet is >= 0x20 and < 0x7F ? text.Append((char)octet) : text.Append($"\\x{octet:X2}");
        return text.ToString();
    }
}
