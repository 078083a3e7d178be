# mmbackup-collect for Windows: what mmbackup may ask of a Windows host that it saves. It reads, and writes nothing
# but a file of its own for the moment that a hive of the registry is saved into.
#
# It was written from documentation, for Windows PowerShell 5.1 and Windows' own OpenSSH server, and has never been
# run on a real Windows. Try it by hand first, as an administrator:
#
#     powershell.exe -NoProfile -ExecutionPolicy Bypass -File C:\ProgramData\mmbackup\mmbackup-collect.ps1 hello
#
# Let mmbackup's key do nothing but this, by one line in C:\ProgramData\ssh\administrators_authorized_keys (or, of a
# user who is no administrator, in .ssh\authorized_keys of the profile):
#
#     restrict,command="powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File
#     C:\ProgramData\mmbackup\mmbackup-collect.ps1" ssh-ed25519 AAAA... mmbackup          (all in one line)
#
# A request is a word and its arguments, each = and a text without a blank: other characters than letters, digits and
# _ . / - come as \0 and their octal number. Statuses: 0 answered, 1 not whole, 64 refused. This file is plain ASCII,
# since PowerShell 5.1 would read anything else by the host's own code page.

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$status = 0
$answer = [Console]::OpenStandardOutput()

# Bytes and UTF-8 as they are: PowerShell's own output would be in the console's code page, or in UTF-16.
function Write-Text([string] $Text) {
    $bytes = [Text.Encoding]::UTF8.GetBytes($Text)
    $script:answer.Write($bytes, 0, $bytes.Length)
}

function Write-Complaint([string] $Text) {
    $bytes = [Text.Encoding]::UTF8.GetBytes("mmbackup-collect: $Text`n")
    [Console]::OpenStandardError().Write($bytes, 0, $bytes.Length)
}

function Stop-Refused([string] $Reason) {
    $script:status = 64
    throw $Reason
}

# The text of an argument.
function Read-Word([string] $Word) {
    if ($Word -cnotmatch '^=(?:[A-Za-z0-9_./-]|\\0[0-3][0-7][0-7])*\z') {
        Stop-Refused "no word: $Word"
    }
    $bytes = New-Object 'System.Collections.Generic.List[byte]'
    foreach ($match in [regex]::Matches($Word.Substring(1), '\\0([0-7]{3})|.')) {
        if ($match.Groups[1].Success) {
            $bytes.Add([Convert]::ToByte($match.Groups[1].Value, 8))
        } else {
            $bytes.Add([byte][char] $match.Value)
        }
    }
    return [Text.Encoding]::UTF8.GetString($bytes.ToArray())
}

# A program of Windows itself; what it says goes into the stream byte for byte, its complaints where ours go.
function Invoke-Program([string] $Program, [string] $Arguments, [IO.Stream] $Into) {
    $start = New-Object Diagnostics.ProcessStartInfo (Join-Path ([Environment]::SystemDirectory) $Program), $Arguments
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $process.StandardOutput.BaseStream.CopyTo($Into)
    $process.WaitForExit()
    if ($process.ExitCode -ne 0) {
        throw "$Program ended with status $($process.ExitCode)"
    }
}

# The lines that are told under a heading. What cannot be told makes the answer one that is not whole.
function Show-Lines([string] $Heading, [scriptblock] $Ask) {
    Write-Text "`r`n# $Heading`r`n"
    try {
        Write-Text (((& $Ask) -join "`r`n") + "`r`n")
    } catch {
        Write-Complaint "${Heading}: $($_.Exception.Message)"
        $script:status = 1
    }
}

# What not every Windows has, or what one unreadable entry spoils: why it is not there is told in its place.
function Show-LinesIfAny([string] $Heading, [scriptblock] $Ask) {
    Write-Text "`r`n# $Heading`r`n"
    try {
        Write-Text (((& $Ask) -join "`r`n") + "`r`n")
    } catch {
        Write-Text "(not to be had: $($_.Exception.Message))`r`n"
    }
}

# A table is told as CSV, of which nothing is cut to a width; lists within a cell are joined before.
function Show-Software {
    Show-Lines 'Windows' {
        Get-CimInstance Win32_OperatingSystem |
            Select-Object Caption, Version, BuildNumber, OSArchitecture, CSName, InstallDate |
            ConvertTo-Csv -NoTypeInformation
    }
    # not Get-Package: it would ask the network for providers that are not there
    Show-Lines 'Installed programs' {
        Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*',
            'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*' |
            Select-Object DisplayName, DisplayVersion, Publisher, InstallDate, PSChildName |
            Where-Object { $_.DisplayName } | ConvertTo-Csv -NoTypeInformation
    }
    Show-Lines 'Updates' {
        Get-HotFix | Select-Object HotFixID, Description, InstalledOn | ConvertTo-Csv -NoTypeInformation
    }
    Show-LinesIfAny 'Roles and features' {
        Get-WindowsFeature | Where-Object { $_.Installed } | Select-Object Name, DisplayName |
            ConvertTo-Csv -NoTypeInformation
    }
}

function Show-Services {
    Show-Lines 'Services' {
        Get-CimInstance Win32_Service |
            Select-Object Name, DisplayName, StartMode, State, StartName, PathName | ConvertTo-Csv -NoTypeInformation
    }
    Show-LinesIfAny 'Scheduled tasks' {
        Get-ScheduledTask | Select-Object TaskPath, TaskName, State | ConvertTo-Csv -NoTypeInformation
    }
}

function Show-Network {
    $global:FormatEnumerationLimit = -1 # else lists are cut after four
    Show-Lines 'Configuration' { Get-NetIPConfiguration -All -Detailed | Out-String -Width 4096 }
    Show-Lines 'Addresses' {
        Get-NetIPAddress | Select-Object InterfaceAlias, IPAddress, PrefixLength, PrefixOrigin, AddressState |
            ConvertTo-Csv -NoTypeInformation
    }
    Show-Lines 'Routes' {
        Get-NetRoute | Select-Object DestinationPrefix, NextHop, InterfaceAlias, RouteMetric, Protocol |
            ConvertTo-Csv -NoTypeInformation
    }
    Show-Lines 'Name servers' {
        Get-DnsClientServerAddress |
            Select-Object InterfaceAlias, AddressFamily, @{ n = 'Servers'; e = { $_.ServerAddresses -join ' ' } } |
            ConvertTo-Csv -NoTypeInformation
    }
    Show-Lines 'Firewall profiles' {
        Get-NetFirewallProfile | Select-Object Name, Enabled, DefaultInboundAction, DefaultOutboundAction |
            ConvertTo-Csv -NoTypeInformation
    }
    Show-Lines 'Firewall rules' {
        Get-NetFirewallRule | Select-Object InstanceID, DisplayName, Enabled, Direction, Action, Profile |
            ConvertTo-Csv -NoTypeInformation
    }
    Show-Lines 'Ports of firewall rules, by InstanceID' {
        Get-NetFirewallPortFilter | Select-Object InstanceID, Protocol,
            @{ n = 'LocalPort'; e = { $_.LocalPort -join ' ' } }, @{ n = 'RemotePort'; e = { $_.RemotePort -join ' ' } } |
            ConvertTo-Csv -NoTypeInformation
    }
}

function Show-Disks {
    Show-Lines 'Disks' {
        Get-Disk | Select-Object Number, FriendlyName, SerialNumber, PartitionStyle, Size, IsBoot, IsSystem |
            ConvertTo-Csv -NoTypeInformation
    }
    Show-Lines 'Partitions' {
        Get-Partition | Select-Object DiskNumber, PartitionNumber, DriveLetter, Offset, Size, Type, GptType, Guid,
            @{ n = 'AccessPaths'; e = { $_.AccessPaths -join ' ' } } | ConvertTo-Csv -NoTypeInformation
    }
    Show-Lines 'Volumes' {
        Get-Volume | Select-Object DriveLetter, FileSystemLabel, FileSystem, DriveType, Size, SizeRemaining, UniqueId |
            ConvertTo-Csv -NoTypeInformation
    }
}

function Show-Accounts {
    Show-Lines 'Users' {
        Get-LocalUser | Select-Object Name, FullName, Enabled, SID, Description, PasswordExpires |
            ConvertTo-Csv -NoTypeInformation
    }
    Show-Lines 'Groups' {
        Get-LocalGroup | Select-Object Name, SID, Description | ConvertTo-Csv -NoTypeInformation
    }
    # one member whose domain is gone makes the whole group untellable
    foreach ($group in Get-LocalGroup) {
        Show-LinesIfAny "Members of $($group.Name)" {
            Get-LocalGroupMember -SID $group.SID | Select-Object Name, SID, ObjectClass, PrincipalSource |
                ConvertTo-Csv -NoTypeInformation
        }
    }
}

function Send-File([string] $Path) {
    $file = [IO.File]::Open($Path, 'Open', 'Read', 'ReadWrite')
    try {
        $file.CopyTo($script:answer)
    } finally {
        $file.Close()
    }
}

$keys = @{
    SYSTEM = 'HKLM\SYSTEM'
    SOFTWARE = 'HKLM\SOFTWARE'
    SAM = 'HKLM\SAM'
    SECURITY = 'HKLM\SECURITY'
    DEFAULT = 'HKU\.DEFAULT'
}

# A hive of one moment needs a file for that moment, in a folder of the user's own. One whose connection was lost may
# have been left there.
function Send-Hive([string] $Name) {
    if (-not $script:keys.ContainsKey($Name)) {
        Stop-Refused "no hive: $Name"
    }
    $temporary = [IO.Path]::GetTempPath()
    Get-ChildItem -Path $temporary -Filter 'mmbackup-hive-*' |
        Where-Object { $_.LastWriteTimeUtc -lt [DateTime]::UtcNow.AddDays(-1) } | Remove-Item -Force
    $file = Join-Path $temporary "mmbackup-hive-$([Guid]::NewGuid())"
    try {
        Invoke-Program 'reg.exe' "save $($script:keys[$Name]) `"$file`" /y" ([IO.Stream]::Null)
        Send-File $file
    } finally {
        if (Test-Path -LiteralPath $file) {
            Remove-Item -LiteralPath $file -Force
        }
    }
}

function Read-Volume([string] $Word) {
    $volume = Read-Word $Word
    if ($volume -cnotmatch '^[A-Z]:\z') {
        Stop-Refused "no volume: $volume"
    }
    return $volume
}

# Names, sizes and times of all files below a folder, as one text.
function Get-Contents([string] $Folder) {
    (Get-ChildItem -LiteralPath $Folder -Recurse -Force -File |
        ForEach-Object { "$($_.FullName) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }) -join "`n"
}

# What wbadmin has written there by the host's own schedule. It is many files that belong together, so they come as an
# archive; an image that wbadmin wrote to meanwhile would be none.
function Send-SystemState([string] $Volume) {
    $folder = "$Volume\WindowsImageBackup"
    $before = Get-Contents $folder
    if (-not $before) {
        throw "nothing lies in $folder"
    }
    Invoke-Program 'tar.exe' "--create --file=- --format=pax -C $Volume\ WindowsImageBackup" $script:answer
    if ((Get-Contents $folder) -cne $before) {
        throw "$folder was changed while it was read: let wbadmin and the backup run at different times"
    }
}

function Send-Hello {
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $role = [Security.Principal.WindowsBuiltInRole]::Administrator
    $isAdministrator = (New-Object Security.Principal.WindowsPrincipal $identity).IsInRole($role)
    Write-Text "mmbackup-collect 1`nuser $($identity.Name)`nhost $([Environment]::MachineName)`n"
    Write-Text "$([Environment]::OSVersion.VersionString)`nPowerShell $($PSVersionTable.PSVersion)`n"
    Write-Text "administrator: $(if ($isAdministrator) { 'yes' } else { 'no: hives and system state cannot be saved' })`n"
}

function Send-Part([string[]] $Words) {
    if ($Words.Length -lt 1) {
        Stop-Refused 'no part'
    }
    $part = Read-Word $Words[0]
    $needed = if ('hive', 'system-state', 'system-state-versions' -ccontains $part) { 2 } else { 1 }
    if ($Words.Length -ne $needed) {
        Stop-Refused "$part takes $($needed - 1) more words"
    }
    switch -CaseSensitive -Exact ($part) {
        'software' { Show-Software }
        'services' { Show-Services }
        'network' { Show-Network }
        'disks' { Show-Disks }
        'accounts' { Show-Accounts }
        'hosts' { Send-File (Join-Path ([Environment]::SystemDirectory) 'drivers\etc\hosts') }
        'hive' { Send-Hive (Read-Word $Words[1]) }
        'system-state-versions' {
            Invoke-Program 'wbadmin.exe' "get versions -backupTarget:$(Read-Volume $Words[1])" $script:answer
        }
        'system-state' { Send-SystemState (Read-Volume $Words[1]) }
        default { Stop-Refused "no part of a Windows: $part" }
    }
}

# Where sshd starts another shell than cmd.exe, such as PowerShell, that one takes bytes for text on their way.
function Confirm-Shell {
    $shell = (Get-Item 'HKLM:\SOFTWARE\OpenSSH' -ErrorAction SilentlyContinue | Get-ItemProperty).DefaultShell
    if ($shell -and [IO.Path]::GetFileName($shell) -ne 'cmd.exe') {
        Stop-Refused "sshd starts $shell, which would change bytes: let DefaultShell be cmd.exe, or remove it"
    }
}

try {
    $words = @($args)
    if ($env:SSH_ORIGINAL_COMMAND) {
        Confirm-Shell
        $words = @($env:SSH_ORIGINAL_COMMAND -csplit ' ')
        if ($words[0] -cne 'mmbackup-collect') {
            Stop-Refused "only mmbackup's own requests are answered"
        }
        $words = @($words | Select-Object -Skip 1)
    }
    $verb = "$($words | Select-Object -First 1)"
    $rest = @($words | Select-Object -Skip 1)
    switch -CaseSensitive -Exact ($verb) {
        'hello' { Send-Hello }
        'windows' { Send-Part $rest }
        default { Stop-Refused "unknown request: $verb" }
    }
} catch {
    Write-Complaint $_.Exception.Message
    if ($status -eq 0) {
        $status = 1
    }
}
exit $status
