# The arguments after the URL are options of curl.
url=$1
shift

send() {
  step=$1
  shift
  curl --silent --show-error --output body --dump-header head --write-out '%{http_code}' "$@" >status
  location=$(tr -d '\r' <head | sed -n 's/^location: //ip' | tail -n 1)
  echo "$step $(cat status) ${location:-$path} $(cat body)"
}

printf content >file
path=/photo.txt
send put "$@" --upload-file file "$url/photo.txt"
path=$location
send again "$@" --upload-file file "$url/photo.txt"
send get "$@" "$url$path"
send delete "$@" --request DELETE "$url$path"
send gone "$@" "$url$path"
