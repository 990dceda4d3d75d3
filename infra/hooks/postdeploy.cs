// After `azd deploy`: asks each port and the website whether they work, from outside, as a mail program and a browser do. By hand:
//   azd hooks run postdeploy
#:property PublishAot=false
using System.Diagnostics;

var root = Path.GetFullPath("../..", (string)AppContext.GetData("EntryPointFileDirectoryPath")!);

string[] program =
[
    "run",
    "--project",
    Path.Combine(root, "src", "MailCloud.Cli"),
    "--configuration",
    "Release",
    "--property:SkipPage=true",
    "--",
];
using var mailcloud = Process.Start(
    new ProcessStartInfo("dotnet", [.. program, "probe", "--lenient", "--wait", "0:05:00"]) { WorkingDirectory = root }
)!;
await mailcloud.WaitForExitAsync();
return mailcloud.ExitCode;
