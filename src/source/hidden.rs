use walkdir::DirEntry;

/// Files that no one means to publish (RULES.md, DEP-3): those of editors, of version control
/// and of the desktop. `static/.well-known` is meant.
pub(super) fn is_hidden(entry: &DirEntry, folder: &str) -> bool {
    entry.depth() > 0 && is_hidden_name(&entry.file_name().to_string_lossy(), folder)
}

/// The same by the name of something that stands below a folder of the project.
pub(super) fn is_hidden_name(name: &str, folder: &str) -> bool {
    if name == ".well-known" {
        return folder != "static";
    }
    // Hosts read these from the root of a site.
    let host_file = matches!(name, ".nojekyll" | ".htaccess" | ".domains");
    if name.starts_with('.') {
        return !(host_file && folder == "static");
    }
    let backup = name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'));
    backup || matches!(name, "Thumbs.db" | "desktop.ini") || name.ends_with(".swp")
}
