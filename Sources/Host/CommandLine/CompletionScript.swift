extension Completion {
  /// The shells that a script can be made for.
  public static var shells: [String] { ["bash", "fish", "zsh"] }

  /// The script that makes `shell` ask the program itself what to offer.
  ///
  /// Nil for a shell that is not one of ``shells``. What is offered may be the words of other
  /// people: no script ever evaluates it, and each quotes it where it enters the command line.
  ///
  /// - Parameters:
  ///   - name: The program's name, as it is called.
  ///   - call: The command that prints ``lines(_:lookUp:)`` for the words after it: `complete --`.
  public static func script(for shell: String, of name: String, asking call: String) -> String? {
    let function = "_" + name.map { $0 == "-" ? "_" : String($0) }.joined()
    switch shell {
    case "bash": return bash(name, function, call)
    case "fish": return fish(name, function, call)
    case "zsh": return zsh(name, function, call)
    default: return nil
    }
  }

  private static func bash(_ name: String, _ function: String, _ call: String) -> String {
    """
    # Completion of \(name) for bash.
    \(function)() {
      local -a words=() told=()
      local i word summary first quote='' start prefix nospace=1 shows=''
      COMPREPLY=()
      for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        # Bash breaks words at = and :, which are parts of ours.
        if ((i > 1)) && [[ $word == [=:]* || ${COMP_WORDS[i - 1]} == *[=:] ]]; then
          words[${#words[@]} - 1]+=$word
        else
          words+=("$word")
        fi
      done
      start=${words[${#words[@]} - 1]-}
      if [[ $start == [\\'\\"]* ]]; then
        quote=${start:0:1}
        start=${start:1}
      else
        start=${start//\\\\/}
      fi
      words[${#words[@]} - 1]=$start
      prefix=${start%"${start##*[=:]}"}
      # Where the choices are listed only, what they stand for is listed with them.
      case ${COMP_TYPE-} in 33 | 63 | 64) shows=1 ;; esac
      first=1
      while IFS=$'\\t' read -r word summary; do
        if [[ -n $first && $word == :files ]]; then
          compopt -o default
          return
        elif [[ -n $first && $word == :folders ]]; then
          compopt -o dirnames
          return
        fi
        first=''
        [[ $word == *= ]] || nospace=''
        word=${word:${#prefix}}
        if [[ -n $quote ]]; then
          # Inside quotes of the user's, only what means nothing to the shell is offered.
          [[ $word == *[\\'\\"\\\\\\`\\$!]* ]] && continue
        else
          printf -v word %q "$word"
        fi
        COMPREPLY+=("$word")
        told+=("$summary")
      done < <(\(name) \(call) "${words[@]}" 2>/dev/null)
      if [[ -n $nospace && ${#COMPREPLY[@]} -gt 0 ]]; then compopt -o nospace 2>/dev/null; fi
      if [[ -n $shows ]] && ((${#COMPREPLY[@]} > 1)); then
        for i in "${!COMPREPLY[@]}"; do
          [[ -z ${told[i]} ]] || COMPREPLY[i]+="  (${told[i]})"
        done
      fi
    }
    complete -F \(function) \(name)

    """
  }

  private static func fish(_ name: String, _ function: String, _ call: String) -> String {
    """
    # Completion of \(name) for fish.
    function _\(function)
      set -l token (commandline -ct)
      set -l words (commandline -opc) "$token"
      set -l offered (\(name) \(call) $words[2..] 2>/dev/null)
      switch "$offered[1]"
        case ':files'
          __fish_complete_path "$token"
        case ':folders'
          __fish_complete_directories "$token"
        case '*'
          printf '%s\\n' $offered
      end
    end
    complete -c \(name) -f -a '(_\(function))'

    """
  }

  private static func zsh(_ name: String, _ function: String, _ call: String) -> String {
    """
    #compdef \(name)
    # Completion of \(name) for zsh.
    \(function)() {
      local -a lines offered shown
      local line
      lines=("${(@f)$(\(name) \(call) "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
      case $lines[1] in
        :files) _files ;;
        :folders) _files -/ ;;
        *)
          for line in "${(@)lines}"; do
            [[ -n $line ]] || continue
            offered+=("${line%%$'\\t'*}")
            shown+=("${line/$'\\t'/  }")
          done
          if [[ $offered[1] == *= ]]; then
            compadd -S '' -l -V \(name) -d shown -a offered
          else
            compadd -l -V \(name) -d shown -a offered
          fi
          ;;
      esac
    }
    # Read by compinit, the file is the function's body; sourced, it must be made known.
    if [[ $funcstack[1] == \(function) ]]; then
      \(function) "$@"
    elif (( $+functions[compdef] )); then
      compdef \(function) \(name)
    fi

    """
  }
}
